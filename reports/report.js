/* The comfort of report.html: nothing in the page is without it but the calls of cases in which nothing is wrong. */
(function () {
  "use strict";

  var EXPANDED = 200; /* cases at once: a browser takes long to lay out the calls of thousands */

  function byId(id) { return document.getElementById(id); }
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function textOf(node) { return node ? node.textContent : ""; }

  function make(name, text, className) {
    var node = document.createElement(name);
    node.textContent = text;
    if (className) { node.className = className; }
    return node;
  }

  /* ---- light and dark: what the system says, or what was chosen; where nothing can be kept it is chosen anew ---- */

  var themes = ["system", "light", "dark"], theme = "system", darkRule = null, darkMedia = "";

  function keep(name) {
    try {
      if (name === undefined) { return window.localStorage.getItem("offercheck-theme"); }
      window.localStorage.setItem("offercheck-theme", name);
    } catch (refused) { /* a page from a file may be refused a store */ }
    return null;
  }

  function setTheme(name) {
    theme = name;
    darkRule.media.mediaText = name === "system" ? darkMedia : name === "dark" ? "screen" : "not all";
    byId("theme").textContent = "Colours: " + name;
  }

  function startThemes() {
    darkRule = Array.prototype.filter.call(document.styleSheets[0].cssRules, function (rule) {
      return rule.media && rule.media.mediaText.indexOf("prefers-color-scheme") >= 0;
    })[0];
    darkMedia = darkRule.media.mediaText;
    setTheme(themes.indexOf(keep()) >= 0 ? keep() : "system");
    byId("theme").hidden = false;
    byId("theme").addEventListener("click", function () {
      setTheme(themes[(themes.indexOf(theme) + 1) % themes.length]);
      keep(theme);
    });
  }

  /* ---- the calls of cases in which nothing is wrong, written out when they are asked for ---- */

  var strings = null, calls = null;

  function linesOf(id) {
    var template = byId(id);
    return template ? template.content.textContent.split("\n").slice(0, -1) : [];
  }

  function numbers(text) { return text ? text.split(" ").map(Number) : []; }

  function loadCalls() {
    if (strings) { return; }
    strings = linesOf("strings");
    calls = linesOf("calls").map(numbers);
  }

  function writeCall(call) {
    var item = document.createElement("li"), texts = call.map(function (number) { return strings[number]; });
    item.appendChild(make("code", texts[0]));
    item.appendChild(make("samp", texts[1]));
    if (texts[2]) { item.appendChild(make("small", "allowed: " + texts[2])); }
    if (texts.length > 3) {
      var fields = document.createElement("details");
      fields.appendChild(make("summary", "fields"));
      fields.appendChild(make("pre", texts.slice(3).join("\n")));
      item.appendChild(fields);
    }
    return item;
  }

  function unfold(entry) {
    var body = entry.querySelector(":scope > div"), some = body.querySelector(".some");
    if (!entry.querySelector(".link")) {
      var link = make("a", "link to this case", "link");
      link.href = "#" + encodeURIComponent(entry.id);
      body.insertBefore(link, body.firstChild);
    }
    if (!some) { return; }
    loadCalls();
    var list = make("ol", "", "calls"), told = {};
    all(".told > li[data-at]", body).forEach(function (item) { told[item.dataset.at] = item; });
    numbers(some.dataset.calls).forEach(function (number, at) {
      list.appendChild(told[at] || writeCall(calls[number]));
    });
    some.parentNode.replaceChild(list, some);
    all(".told", body).forEach(function (rest) { if (rest.children.length === 0) { rest.remove(); } });
  }

  document.addEventListener("toggle", function (event) {
    if (event.target.open && event.target.classList.contains("case")) { unfold(event.target); }
  }, true);

  /* ---- what can be filtered ---- */

  var groups = all(".group"), grades = {};
  var fields = { text: byId("by-text"), verdict: byId("by-verdict"), group: byId("by-group"), grade: byId("by-grade") };

  function groupOf(id) { return id.replace(/-[^-]*$/, ""); }
  function ids(nodes) { return nodes.map(function (node) { return node.textContent; }); }

  function entryOf(kind, node, verdict, requirements, more) {
    return { kind: kind, node: node, verdict: verdict, groups: requirements.map(groupOf).concat(more), requirements: requirements,
      text: null, calls: [] };
  }

  function requirementEntry(row) {
    grades[row.id] = textOf(row.querySelector(".grade"));
    return entryOf("requirements", row, textOf(row.querySelector(".v")), [row.id], []);
  }

  function caseEntry(node) {
    var links = all(".shows code", node);
    var entry = entryOf("cases", node, textOf(node.querySelector(".v")), ids(links),
      [textOf(node.parentNode.querySelector("summary h3"))]);
    var some = node.querySelector(".some");
    entry.calls = some ? numbers(some.dataset.calls) : [];
    return entry;
  }

  function behaviourEntry(row) {
    return entryOf("behaviours", row, "NOTED", [textOf(row.cells[0])], []);
  }

  var entries = all("#contract tbody tr").map(requirementEntry)
    .concat(all(".case").map(caseEntry))
    .concat(all("#recorded tbody tr").map(behaviourEntry));

  /* Which calls hold a word, by number. */
  function callsWith(word) {
    loadCalls();
    var hits = strings.map(function (line) { return line.toLowerCase().indexOf(word) >= 0; });
    return calls.map(function (call) { return call.some(function (number) { return hits[number]; }); });
  }

  function fits(entry, words) {
    if ((fields.verdict.value && entry.verdict !== fields.verdict.value) ||
        (fields.group.value && entry.groups.indexOf(fields.group.value) < 0) ||
        (fields.grade.value && !entry.requirements.some(function (id) { return grades[id] === fields.grade.value; }))) {
      return false;
    }
    if (words.length > 0 && entry.text === null) { entry.text = entry.node.textContent.toLowerCase(); }
    return words.every(function (word) {
      return entry.text.indexOf(word.text) >= 0 || entry.calls.some(function (number) { return word.calls[number]; });
    });
  }

  function isFiltered() { return Object.keys(fields).some(function (key) { return fields[key].value !== ""; }); }
  function grouped(number) { return String(number).replace(/\B(?=(\d{3})+$)/g, ","); }

  function count(kind, shown) {
    var of = entries.filter(function (entry) { return entry.kind === kind; }).length;
    return of === 0 ? "" : (shown[kind] === of ? "" : grouped(shown[kind] || 0) + " of ") + grouped(of) + " " + kind;
  }

  function filter() {
    var shown = {}, words = fields.text.value.toLowerCase().split(/\s+/).filter(Boolean).map(function (word) {
      return { text: word, calls: callsWith(word) };
    });
    entries.forEach(function (entry) {
      entry.node.hidden = !fits(entry, words);
      shown[entry.kind] = (shown[entry.kind] || 0) + (entry.node.hidden ? 0 : 1);
    });
    groups.forEach(function (group) {
      group.hidden = !group.querySelector(".case:not([hidden])");
      group.open = isFiltered() ? !group.hidden : group.dataset.open === "yes";
    });
    byId("shown").textContent = (isFiltered() ? "Shown: " : "") + ["cases", "requirements", "behaviours"].map(function (kind) {
      return count(kind, shown);
    }).filter(Boolean).join(", ");
    document.documentElement.classList.toggle("filtered", isFiltered());
  }

  /* ---- the filter in the address, so that a view can be sent ---- */

  function writeAddress() {
    var parts = Object.keys(fields).filter(function (key) { return fields[key].value; }).map(function (key) {
      return key + "=" + encodeURIComponent(fields[key].value);
    });
    try {
      window.history.replaceState(null, "", parts.length > 0 ? "#?" + parts.join("&") : "#");
    } catch (refused) { /* the page is filtered all the same */ }
  }

  function readAddress(query) {
    Object.keys(fields).forEach(function (key) { fields[key].value = ""; });
    query.split("&").forEach(function (part) {
      var at = part.indexOf("="), key = part.slice(0, at);
      if (Object.prototype.hasOwnProperty.call(fields, key)) { fields[key].value = decoded(part.slice(at + 1)); }
    });
    all("select").forEach(function (select) { select.selectedIndex = Math.max(select.selectedIndex, 0); });
  }

  function decoded(text) {
    try { return decodeURIComponent(text); } catch (malformed) { return text; }
  }

  function clear() {
    if (!isFiltered()) { return; }
    Object.keys(fields).forEach(function (key) { fields[key].value = ""; });
    filter();
    writeAddress();
  }

  function changed() {
    filter();
    writeAddress();
  }

  /* A link opens what it leads to, also into what is closed or filtered away. */
  function reveal(id) {
    var target = id ? byId(id) : null;
    if (!target) { return; }
    if (target.hidden) { clear(); }
    for (var node = target; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") { node.open = true; }
    }
    target.scrollIntoView();
    if (target.classList.contains("case")) { target.firstElementChild.focus({ preventScroll: true }); }
  }

  function follow() {
    var hash = window.location.hash.slice(1);
    if (hash.charAt(0) === "?") {
      readAddress(hash.slice(1));
      filter();
    } else {
      reveal(decoded(hash));
    }
  }

  /* ---- tables that can be put in order ---- */

  function value(row, column) {
    var cell = row.cells[column], text = cell.textContent;
    return cell.classList.contains("num") ? Number(text.replace(/[^0-9]/g, "")) : text;
  }

  function sort(table, column, head) {
    var up = head.getAttribute("aria-sort") !== "ascending", body = table.tBodies[0];
    all("th", table).forEach(function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    all("tr", body).map(function (row, place) { return { row: row, place: place, value: value(row, column) }; }).sort(function (a, b) {
      var order = a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
      return (up ? order : -order) || a.place - b.place;
    }).forEach(function (item) { body.appendChild(item.row); });
  }

  all("table.sort").forEach(function (table) {
    all("th", table).forEach(function (head, column) {
      var button = make("button", head.textContent);
      button.type = "button";
      button.addEventListener("click", function () { sort(table, column, head); });
      head.textContent = "";
      head.appendChild(button);
    });
  });

  /* ---- keys ---- */

  function summaries() {
    var list = [];
    groups.forEach(function (group) {
      if (group.hidden) { return; }
      list.push(group.firstElementChild);
      if (group.open) { list = list.concat(all(":scope > .case:not([hidden]) > summary", group)); }
    });
    return list;
  }

  function move(step) {
    var list = summaries(), active = document.activeElement, at = list.indexOf(active);
    if (at < 0 && active && active.closest(".case, .group")) {
      at = list.indexOf(active.closest(".case, .group").firstElementChild);
    }
    var next = at < 0 ? (step > 0 ? list[0] : list[list.length - 1]) : list[at + step];
    if (next) {
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
    }
  }

  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName), inList = !typing && event.target.tagName === "SUMMARY";
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "Escape") {
      clear();
      if (typing) { event.target.blur(); }
    } else if (typing && event.target === fields.text && event.key === "Enter") {
      event.target.blur();
      move(1);
    } else if (!typing && event.key === "/") {
      fields.text.focus();
      fields.text.select();
    } else if (!typing && (event.key === "j" || event.key === "k")) {
      move(event.key === "j" ? 1 : -1);
    } else if (inList && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      move(event.key === "ArrowDown" ? 1 : -1);
    } else {
      return;
    }
    event.preventDefault();
  });

  /* ---- on paper what fails stands open ---- */

  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = all(".case[data-bad]").filter(function (node) { return !node.open && !node.hidden; });
    opened.forEach(function (node) { node.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (node) { node.open = false; });
  });

  /* ---- start ---- */

  function addOptions(select, names) {
    names.filter(function (name, place) { return name && names.indexOf(name) === place; }).forEach(function (name) {
      select.appendChild(new Option(name, name));
    });
  }

  function concatenated(lists) { return Array.prototype.concat.apply([], lists); }

  startThemes();
  if (entries.length > 0) {
    addOptions(fields.verdict, ids(all("#legend dt .v")).filter(function (name) { /* heaviest first */
      return entries.some(function (entry) { return entry.verdict === name; });
    }));
    addOptions(fields.group, concatenated(entries.map(function (entry) { return entry.groups; })));
    addOptions(fields.grade, Object.keys(grades).map(function (id) { return grades[id]; }));
    groups.forEach(function (group) { group.dataset.open = group.open ? "yes" : "no"; });
    fields.text.addEventListener("input", changed);
    ["verdict", "group", "grade"].forEach(function (key) { fields[key].addEventListener("change", changed); });
    byId("clear").addEventListener("click", clear);
    byId("open").addEventListener("click", function () {
      all(".case:not([hidden])").slice(0, EXPANDED).forEach(function (node) { node.parentNode.open = node.open = true; });
    });
    byId("close").addEventListener("click", function () {
      all(".case").forEach(function (node) { node.open = false; });
      groups.forEach(function (group) { group.open = group.dataset.open === "yes"; });
    });
    byId("tools").hidden = byId("buttons").hidden = false;
    document.documentElement.classList.add("scripted");
    filter();
  }
  window.addEventListener("hashchange", follow);
  follow();
}());
