// Searches the catalogue. The page holds all that is searched; nothing is fetched or kept.
(function () {
  "use strict";

  // A person who types does not see a pause as short as this. Source: Nielsen, 100 ms.
  var PAUSE_MS = 80;
  var ROWS = ".rows > li, .packets > li";
  var ROWS_SHOWN = ".rows > li:not([hidden]), .packets > li:not([hidden])";

  var form = document.getElementById("search");
  var box = document.getElementById("words");
  var status = document.getElementById("status");
  var filters = Array.from(form.querySelectorAll("select"));
  var sections = Array.from(document.querySelectorAll("#handouts > section"));
  var languages = Array.from(document.querySelectorAll(".languages a"));
  var waiting = 0;

  // "Fiebre" finds "FIEBRE", "medico" finds "médico".
  function simplify(text) {
    return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  }

  function readRow(element) {
    return {
      element: element,
      section: element.closest("section"),
      words: simplify([element.id, element.dataset.words || "", readText(element)].join("\n")),
    };
  }

  // Facts and links to other versions stay out: "PDF" would find everything.
  function readText(element) {
    var parts = element.querySelectorAll("h3, h3 + p:not(.facts), .original + p, ol > li > :first-child");
    return Array.from(parts, function (part) { return part.textContent; }).join("\n");
  }

  function markOverdue() {
    var now = new Date();
    var today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(function (part) {
      return String(part).padStart(2, "0");
    }).join("-");
    document.querySelectorAll("[data-due]").forEach(function (element) {
      if (element.dataset.due >= today) return;
      var mark = document.createElement("strong");
      mark.textContent = form.dataset.overdue;
      element.after(" ", mark);
      element.closest("li").dataset.state += " overdue";
    });
    offerOverdue();
  }

  function offerOverdue() {
    var states = form.elements.namedItem("state");
    if (states && !states.querySelector('[value="overdue"]') && document.querySelector('[data-state~="overdue"]')) {
      states.add(new Option(form.dataset.overdue, "overdue"));
    }
  }

  function fits(row, words) {
    return words.every(function (word) { return row.words.includes(word); }) &&
      filters.every(function (filter) { return !filter.value || passes(row, filter); });
  }

  function passes(row, filter) {
    var owner = filter.name === "topic" ? row.section : row.element;
    return (owner.dataset[filter.name] || "").split(" ").includes(filter.value);
  }

  function search() {
    var words = simplify(box.value).split(/\s+/).filter(Boolean);
    var found = rows.filter(function (row) {
      row.element.hidden = !fits(row, words);
      return !row.element.hidden;
    });
    sections.forEach(function (section) {
      section.hidden = !section.querySelector(ROWS_SHOWN);
    });
    tell(found);
    keep();
  }

  function tell(found) {
    var count = found.filter(function (row) { return row.element.id; }).length;
    var text = found.length ? form.dataset.found.replace("{count}", count) : form.dataset.none;
    if (status.textContent !== text) status.textContent = text;
  }

  // The search stands in the address, so that it can be sent on, and is there after a reload.
  function keep() {
    var asked = new URLSearchParams();
    new FormData(form).forEach(function (value, name) { if (value) asked.set(name, value); });
    var hash = asked.toString() ? "#" + asked : "";
    if (hash || isSearch(location.hash)) {
      history.replaceState(null, "", hash || location.pathname + location.search);
    }
    languages.forEach(function (link) { link.hash = hash; });
  }

  function isSearch(hash) {
    return hash.includes("=");
  }

  function restore() {
    if (location.hash && !isSearch(location.hash)) return;
    var asked = new URLSearchParams(location.hash.slice(1));
    box.value = asked.get("q") || "";
    filters.forEach(function (filter) {
      filter.value = asked.get(filter.name) || "";
      if (filter.selectedIndex < 0) filter.value = "";
    });
    search();
  }

  function searchSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(search, PAUSE_MS);
  }

  function clear() {
    form.reset();
    box.focus();
  }

  // The Enter key leads on to what was found.
  function goToFirst() {
    var link = document.querySelector(".rows > li:not([hidden]) a");
    if (link) link.focus();
  }

  function isTyping(element) {
    return element.matches("input, select, textarea");
  }

  var rows = Array.from(document.querySelectorAll(ROWS), readRow);
  form.hidden = false;
  markOverdue();
  restore();

  form.addEventListener("input", searchSoon);
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    search();
    goToFirst();
  });
  form.addEventListener("reset", function () { setTimeout(search); });
  window.addEventListener("hashchange", restore);
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "/" && !isTyping(event.target)) {
      event.preventDefault();
      box.focus();
    } else if (event.key === "Escape" && event.target === box) {
      event.preventDefault();
      clear();
    }
  });
})();
