"""The plain words that a generated library is made of: titles, sentences, items, hard words.

Makes nothing of them, and none of them is advice: no clinic may hand them out.
"""

from __future__ import annotations

# Folder, title, and how a handout's title ends: twenty topics of at most a hundred handouts each.
TOPICS = (
    ("after-surgery", "After surgery"),
    ("at-home", "At home"),
    ("at-night", "At night"),
    ("at-work", "At work"),
    ("before-a-scan", "Before a scan"),
    ("before-a-visit", "Before a visit"),
    ("between-visits", "Between visits"),
    ("during-treatment", "During treatment"),
    ("in-cold-weather", "In cold weather"),
    ("in-hot-weather", "In hot weather"),
    ("in-the-first-week", "In the first week"),
    ("in-the-hospital", "In the hospital"),
    ("in-the-morning", "In the morning"),
    ("in-the-second-week", "In the second week"),
    ("on-a-trip", "On a trip"),
    ("on-rest-days", "On rest days"),
    ("with-children", "With children"),
    ("with-friends", "With friends"),
    ("with-visitors", "With visitors"),
    ("without-a-car", "Without a car"),
)
AIMS = (
    *("Planning", "Sharing", "Starting", "Changing", "Tracking"),
    *("Enjoying", "Arranging", "Discussing", "Limiting", "Resuming"),
)
SUBJECTS = (
    *("meals", "walks", "rest", "sleep", "visits"),
    *("calls", "chores", "rides", "hobbies", "errands"),
)

# The word, its meaning, and how many of a hundred handouts use it. The first is used by one alone.
RARE_WORD = "lymphedema"
RARE_MEANING = "swelling that comes when fluid does not drain"
COMMON_WORDS = (
    ("fatigue", "being so tired that rest does not help", 60),
    ("dietitian", "a person trained to help with food", 30),
    ("hydration", "having enough water in the body", 20),
    ("mobility", "how well a person can move around", 10),
)
WORD_SENTENCES = {
    RARE_WORD: "Some people ask about lymphedema at this point.",
    "fatigue": "Many people live with fatigue for a while.",
    "dietitian": "A dietitian can look at your list with you.",
    "hydration": "Good hydration makes a long day easier.",
    "mobility": "Ask what helps your mobility on a slow day.",
}

SENTENCES = (
    "Pick a {time} that suits you and keep to it.",
    "Write it in a {thing} so that you do not have to think of it again.",
    "Your {person} can help you to make a list.",
    "Start with one small step and add the next one {when}.",
    "Some days are slower than others, and that is fine.",
    "Keep a {thing} near the {place}, where you can see it.",
    "Ask your {person} what has worked before.",
    "It is easier to go on when you know what comes next.",
    "Put the {thing} and the papers in one bag.",
    "You can stop and rest at any {time}.",
    "Tell us {when} if the plan is too much.",
    "A {person} may come along and take notes.",
    "Look at the plan each {time} and change what does not fit.",
    "The first try takes longer, and later ones go faster.",
    "Leave some room between two things on the same day.",
    "A short note is enough, as long as it has the day on it.",
    "Set out the {thing} the evening before.",
    "Choose a quiet corner of the {place} for this.",
    "Nobody has to do all of it alone.",
    "Say yes when a {person} offers to carry something.",
    "If it rains, use the hall or the {place} instead.",
    "Small steps count, and so do the pauses between them.",
)
WORDS = {
    "time": ("morning", "moment", "evening", "day", "week"),
    "thing": ("calendar", "notebook", "folder", "phone", "clock", "basket"),
    "person": ("friend", "neighbor", "nurse", "helper", "relative"),
    "place": ("kitchen", "front door", "window", "garden", "hallway"),
    "when": ("tomorrow", "next week", "at the next visit", "after a few days"),
}

THINGS_TO_DO = (
    "Read this page **once** from start to end.",
    "Choose the day on which you begin.",
    "Bring this page to your next visit.",
    "Ask a friend to read it, too.",
    "Mark what you want to talk about.",
)
TIPS = (
    "Use a large clock that you can read from the bed.",
    "Wear shoes that stay on by themselves.",
    "Keep a glass of water close by.",
    "Put a chair where you often stop.",
    "Turn on a lamp before it gets dark.",
    "Let the phone ring while you rest.",
    "Keep the way to the door clear.",
)
CHECKS = (
    "The list of names and numbers",
    "A pen that works",
    "Glasses and hearing aids",
    "A sweater for a cool room",
    "Something to read",
    "The card with your next visit",
)
REASONS_TO_CALL = (
    "You cannot come on the day that we set.",
    "The plan does not fit your week.",
    "You have lost this page.",
    "You want somebody to go through it with you.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
DEEDS = ("Walk to the corner", "Sit outside", "Call a friend", "Sort the mail", "Cook ahead")
PAUSES = ("Rest an hour", "Take a nap", "Put your feet up", "Have some tea", "Listen to music")
