// Show what the board says, and take it over at each change without losing the reader's place.
// All words come as plain text and are set as text: nothing here reads markup.
"use strict";

const RECONNECT_MS = 1000;
const NOTICE_MS = 5000; // long enough to be read
const AHEAD = 1; // so many screens above and below are exchanged only when they are drawn

const find = (id) => document.getElementById(id);
const places = new Map(); // handout -> how far down its reader was
let state = { saves: 0, shown: "", version: "", offers: [] };
let generation = 0;
let isAsking = false;
let isStale = false;

// --- asking ------------------------------------------------------------------------------------

async function refresh(show = state.shown) {
  if (isAsking) {
    isStale = true;
    return;
  }
  isAsking = true;
  try {
    do {
      isStale = false;
      const query = new URLSearchParams({ show, seen: state.saves });
      const answer = await fetch(`/state.json?${query}`, { cache: "no-store" });
      if (answer.ok) {
        present(await answer.json());
        show = state.shown;
      }
    } while (isStale);
  } catch {
    // The connection is lost: the stream of events says so, and asks again when it is back.
  } finally {
    isAsking = false;
  }
}

function listen() {
  const events = new EventSource("/events");
  events.addEventListener("open", () => {
    if (find("connection").textContent) {
      setText(find("connection"), "Connected again.");
      setTimeout(clearConnected, NOTICE_MS);
    }
  });
  events.addEventListener("changed", () => refresh());
  events.addEventListener("error", () => {
    find("building").hidden = true;
    setText(
      find("connection"),
      "Connection lost: the watch has ended. Start it again; this page then goes on by itself.",
    );
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(listen, RECONNECT_MS);
    }
  });
}

function clearConnected() {
  if (find("connection").textContent === "Connected again.") {
    setText(find("connection"), "");
  }
}

// --- showing -----------------------------------------------------------------------------------

function present(next) {
  const previous = state;
  state = next;
  const count = next.problems.length;
  const name = next.title || "Handout preview";
  document.title = next.title ? `${count ? `(${count}) ` : ""}${next.title} – preview` : name;
  setText(find("title"), name);
  setText(find("status"), next.status);
  find("building").hidden = !next.building;
  setText(find("notice"), next.notice, true);
  find("pages").classList.toggle("is-stale", next.stale);
  setText(find("hint"), next.hint, true);
  presentChoice(previous, next);
  presentProblems(next, count);
  presentPages(previous, next);
}

function presentChoice(previous, next) {
  const select = find("show");
  if (JSON.stringify(previous.offers) !== JSON.stringify(next.offers)) {
    select.replaceChildren(...[...group(next.offers)].map(([label, offers]) => {
      const optgroup = make("optgroup", "", "");
      optgroup.label = label;
      optgroup.append(...offers.map((offer) => new Option(offer.label, offer.key)));
      return optgroup;
    }));
  }
  select.value = next.shown;
  find("choice").hidden = next.offers.length === 0;
  find("link").hidden = !next.version;
  const name = next.title.replace("/", "-");
  find("pdf").href = `/pdf?${new URLSearchParams({ v: next.version, name })}`;
}

function group(offers) {
  const groups = new Map();
  for (const offer of offers) {
    groups.set(offer.group, [...(groups.get(offer.group) ?? []), offer]);
  }
  return groups;
}

function presentProblems(next, count) {
  const isAll = !next.title;
  setText(find("own-title"), count ? `Problems (${count})` : "Problems");
  find("own").replaceChildren(...next.problems.map(makeProblem));
  find("none").hidden = next.first || count > 0 || (isAll && next.elsewhere.length > 0);
  setText(find("elsewhere-title"), isAll ? "In the files" : "In other files");
  find("others").replaceChildren(...next.elsewhere.map(makeProblem));
  setText(find("more"), next.more_elsewhere);
  find("elsewhere").hidden = next.elsewhere.length === 0;
  const total = count + next.elsewhere.length;
  setText(find("tally").firstChild, `${total} ${total === 1 ? "problem" : "problems"} below`);
  find("tally").hidden = total === 0;
}

function makeProblem(problem) {
  const item = make("li", problem.severity, "");
  const place = make("p", "place", ` ${problem.place}`);
  place.prepend(make("strong", "", problem.severity === "error" ? "Error" : "Warning"));
  item.append(place, make("p", "what", problem.what));
  if (problem.remedy) {
    item.append(make("p", "remedy", `What to do: ${problem.remedy}`));
  }
  return item;
}

// --- pages -------------------------------------------------------------------------------------

function presentPages(previous, next) {
  const before = handoutOf(previous);
  const after = handoutOf(next);
  if (before !== after) {
    places.set(before, window.scrollY);
    find("pages").replaceChildren();
  }
  if (before !== after || previous.version !== next.version) {
    generation += 1;
    layOut(next);
    exchange(next, generation);
  }
  if (before !== after) {
    window.scrollTo(0, places.get(after) ?? 0);
  }
}

const handoutOf = (each) => each.offers.find((offer) => offer.key === each.shown)?.group ?? "";

// Give each sheet its size first, so that pictures that come later move nothing.
function layOut(next) {
  const pages = find("pages");
  while (pages.children.length > next.pages.length) {
    pages.lastChild.remove();
  }
  while (pages.children.length < next.pages.length) {
    pages.append(make("div", "sheet", ""));
  }
  next.pages.forEach(([width, height], index) => {
    pages.children[index].style.width = `${width}px`;
    pages.children[index].style.aspectRatio = `${width} / ${height}`;
  });
}

// First the sheets in sight, each when its new picture is ready to be painted; then the others.
async function exchange(next, mine) {
  const sheets = [...find("pages").children];
  const near = sheets.filter(isNear);
  await Promise.allSettled(near.map(async (sheet) => {
    const image = makeImage(next, sheets.indexOf(sheet), "eager");
    await image.decode();
    if (mine === generation) {
      sheet.replaceChildren(image);
    }
  }));
  if (mine === generation) {
    sheets.filter((sheet) => !near.includes(sheet)).forEach((sheet) => {
      sheet.replaceChildren(makeImage(next, sheets.indexOf(sheet), "lazy"));
    });
  }
}

function isNear(sheet) {
  const box = sheet.getBoundingClientRect();
  const reach = AHEAD * window.innerHeight;
  return box.bottom > -reach && box.top < window.innerHeight + reach;
}

// A lazy picture is not loaded before it stands on the page, so what is exchanged at once is not.
function makeImage(next, index, loading) {
  const image = new Image();
  const scale = Math.min(3, Math.max(1, Math.ceil(window.devicePixelRatio)));
  image.alt = `Page ${index + 1} of ${next.pages.length}`;
  image.loading = loading;
  image.src = `/page/${index + 1}.png?${new URLSearchParams({ v: next.version, scale })}`;
  return image;
}

// --- small things ------------------------------------------------------------------------------

// Leave a text alone that stays, so that a screen reader does not read it again.
function setText(element, text, isHiddenWhenEmpty = false) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
  if (isHiddenWhenEmpty) {
    element.hidden = !text;
  }
}

function make(name, className, text) {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

// The problems begin below the header, however many lines it takes.
new ResizeObserver(([header]) => {
  const height = header.borderBoxSize[0].blockSize;
  document.documentElement.style.setProperty("--head", `${height}px`);
}).observe(document.querySelector("header"));

find("show").addEventListener("change", (event) => refresh(event.target.value));
listen();
