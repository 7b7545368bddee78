"""report.html in headless Chromium, beside the results.json of the same run.

usage: page.py CHECK... FOLDER

Every page is quiet, closed, fits its window and can be read; each CHECK is one of the functions below besides.
"""

import json
import os
import sys

import browser

# Pairs of text and background, each once, with their contrast by WCAG 2; what is not seen does not count.
CONTRASTS = """(() => {
  const parse = colour => (colour.match(/[0-9.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const found = new Map();
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim());
    if (!own || !node.checkVisibility({visibilityProperty: true})) continue;
    const style = getComputedStyle(node);
    let behind = node;
    while (behind.parentElement && (parse(getComputedStyle(behind).backgroundColor)[3] ?? 1) === 0) behind = behind.parentElement;
    const back = getComputedStyle(behind).backgroundColor, key = style.color + back;
    if (found.has(key)) continue;
    const [high, low] = [light(parse(style.color)), light(parse(back))].sort((a, b) => b - a);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    found.set(key, {pair: style.color + " on " + back, ratio: (high + .05) / (low + .05), least: large ? 3 : 4.5,
      text: node.textContent.trim().slice(0, 40)});
  }
  return [...found.values()];
})()"""

OVERFLOW = """[...document.querySelectorAll("body *")].filter(node => node.checkVisibility() &&
  node.getBoundingClientRect().right > innerWidth + 1 && !node.closest("pre, .skip")).slice(0, 3)
  .map(node => node.tagName + " " + node.textContent.slice(0, 40))"""

# A case's calls as the page shows them once it is open.
CALLS = """[...document.getElementById(%s).querySelectorAll(":scope > div > .calls > li")].map(item => ({
  text: item.querySelector(":scope > code").textContent,
  outcome: item.querySelector(":scope > samp").textContent,
  allowed: (item.querySelector(":scope > small")?.textContent ?? "").replace(/^allowed: /, ""),
  decoded: item.querySelector(":scope > details > pre")?.textContent ?? ""}))"""


def hold(condition, what):
    if not condition:
        raise AssertionError(what)


def same(got, wanted, what):
    hold(got == wanted, f"{what}: {got!r}, where {wanted!r} is right")


class Page:
    """A page and the results that it must show."""

    def __init__(self, chromium, folder):
        self.chromium = chromium
        self.path = os.path.join(folder, "report.html")
        with open(os.path.join(folder, "results.json"), encoding="utf-8") as file:
            self.results = json.load(file)
        self.grades = {row["id"]: row["grade"] for row in self.results["requirements"]}

    def open(self, fragment=""):
        self.chromium.open(self.path, fragment)

    def go(self, fragment):
        """To another place in the page that is open, as a link does."""
        self.value(f"""new Promise(done => {{
          addEventListener("hashchange", () => setTimeout(() => done(0), 0), {{once: true}});
          location.hash = {json.dumps(fragment)}; }})""")

    def until(self, condition, what):
        """Waits for what the page does in its own time."""
        came = self.value(f"""new Promise(done => {{
          const end = Date.now() + 20000, look = () => ({condition}) ? done(true) : Date.now() > end ? done(false) : setTimeout(look, 5);
          look(); }})""")
        hold(came, f"{what}: it does not come to that")

    def value(self, script):
        return self.chromium.evaluate(script)

    def shown(self, kind):
        """How many are to be seen, by the page's own tally, and by what it hides."""
        selector = {"cases": ".case", "requirements": "#contract tbody tr", "behaviours": "#recorded tbody tr"}[kind]
        count = self.value(f"document.querySelectorAll('{selector}:not([hidden])').length")
        said = self.value("document.getElementById('shown').textContent")
        hold(f"{count:,} {kind}" in said or f"{count:,} of " in said, f"{count} {kind} are shown, and the page says {said}")
        return count

    def cases(self, fits):
        return sum(1 for case in self.results["cases"] if fits(case))

    def quiet(self, doing):
        hold(not self.chromium.log, f"{doing}: {self.chromium.log[:3]}")


# ---- every page ----


def is_quiet_and_closed(page):
    page.open()
    same(page.chromium.requests, [page.chromium.address(page.path)], "what was asked for")
    same(page.value("performance.getEntriesByType('resource').length"), 0, "what was loaded")
    page.quiet("the page was opened")
    # Nothing that gets into it, by whatever fault of a writer, can act or call home.
    page.value("""window.refused = []; document.addEventListener("securitypolicyviolation", event => refused.push(event.violatedDirective))""")
    page.value("""document.body.insertAdjacentHTML("beforeend", '<img src="http://127.0.0.1:9/x.png" onerror="window.acted = 1">')""")
    page.value("""document.body.appendChild(Object.assign(document.createElement("script"), {textContent: "window.acted = 1"})) && 0""")
    page.until("refused.length >= 3", "what is not the page's own is refused")
    same(page.value("refused.sort()"), ["img-src", "script-src-attr", "script-src-elem"], "what the page's policy refuses")
    hold(page.value("window.acted") is None, "a script that was put into the page ran")
    page.chromium.log.clear()


def fits_its_window(page):
    page.open()
    for width in (390, 768, 1280, 1600):
        page.chromium.resize(width)
        same(page.value("document.documentElement.scrollWidth"), width, f"the width of the page in {width} pixels")
        same(page.value(OVERFLOW), [], f"what lies outside of {width} pixels")
    page.chromium.resize(1280)


def can_be_read(page):
    for dark in (False, True):
        page.chromium.media(dark=dark)
        page.open()
        page.value("document.querySelectorAll('details').forEach((node, i) => { if (i < 60) node.open = true; })")
        pairs = page.value(CONTRASTS)
        hold(len(pairs) >= 6, f"only {len(pairs)} pairs of colours were found")
        for pair in pairs:
            hold(pair["ratio"] >= pair["least"], f"{'dark' if dark else 'light'}: {pair}")
    page.chromium.media()


def says_what_it_is(page):
    """Each link leads somewhere, each control has a name, headings leave no level out."""
    page.open()
    same(page.value("""[...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute("href").slice(1))
      .filter(id => !document.getElementById(id)).slice(0, 3)"""), [], "links that lead nowhere")
    same(page.value("""[...document.querySelectorAll("button, input, select, a, summary")]
      .filter(node => !node.hidden && !(node.getAttribute("aria-label") || node.textContent.trim())).length"""), 0, "controls without a name")
    same(page.value("""[...document.querySelectorAll("h1, h2, h3, h4")].map(node => +node.tagName[1])
      .filter((level, i, all) => i > 0 && level > all[i - 1] + 1).length"""), 0, "headings that leave a level out")


EVERY = (is_quiet_and_closed, fits_its_window, can_be_read, says_what_it_is)


# ---- what is asked for by name ----


def filters(page):
    """Each filter, and what they come to together, shows as many as results.json has."""
    page.open()
    everything = page.shown("cases")
    same(everything, len(page.results["cases"]), "cases")
    for verdict in {case["verdict"] for case in page.results["cases"]}:
        page.go("#?verdict=" + verdict)
        same(page.shown("cases"), page.cases(lambda case: case["verdict"] == verdict), f"cases that are {verdict}")
    group = page.results["cases"][-1]["requirements"][0].rpartition("-")[0]
    in_group = lambda case: any(name.rpartition("-")[0] == group for name in case["requirements"])
    page.go("#?group=" + group)
    same(page.shown("cases"), page.cases(in_group), f"cases of {group}")
    same(page.shown("requirements"), sum(name.rpartition("-")[0] == group for name in page.grades), f"requirements of {group}")
    for grade in ("documented", "measured", "inferred"):
        graded = lambda case: any(page.grades[name] == grade for name in case["requirements"])
        page.go("#?grade=" + grade)
        same(page.shown("cases"), page.cases(graded), f"cases that are {grade}")
        same(page.shown("requirements"), sum(other == grade for other in page.grades.values()), f"requirements that are {grade}")
        page.go(f"#?grade={grade}&group={group}")
        same(page.shown("cases"), page.cases(lambda case: in_group(case) and graded(case)), f"cases of {group}, {grade}")


def searches(page):
    """Words are looked for in all that is said of a case, in calls that are not written out too."""
    page.open()
    for words in ("zero", "0xC000000D", "DestroyAllocation2", "zero offerallocations"):
        page.value("document.getElementById('by-text').value = ''")
        page.chromium.press("/")
        same(page.value("document.activeElement.id"), "by-text", "where / leads to")
        page.chromium.type(words)

        def fits(case):
            whole = json.dumps([case, case["verdict"]], ensure_ascii=False).lower()
            return all(word in whole for word in words.lower().split())

        same(page.shown("cases"), page.cases(fits), f"cases with '{words}'")
        hold(page.value("location.hash") == "#?text=" + words.replace(" ", "%20"), "the address does not hold the search")
        page.chromium.press("Escape")
        same(page.shown("cases"), len(page.results["cases"]), "cases once the search is cleared")
        hold(page.value("document.activeElement.id") != "by-text", "Escape leaves the search its focus")


def keyboard(page):
    """All of it without a mouse: to the next case and back, open, close; the focus can be seen."""
    page.open()
    page.chromium.press("j")
    same(page.value("document.activeElement.tagName"), "SUMMARY", "what j leads to")
    first = page.value("document.activeElement.textContent")
    if not page.value("document.activeElement.parentElement.open"):
        page.chromium.press("Enter")
    page.chromium.press("j")
    same(page.value("document.activeElement.parentElement.className"), "case", "what the second j leads to")
    page.chromium.press("Enter")
    hold(page.value("document.activeElement.parentElement.open"), "Enter does not open the case")
    page.until("document.activeElement.parentElement.querySelector('.calls > li')", "the open case has its calls")
    page.chromium.press("Escape")
    hold(page.value("document.activeElement.parentElement.open"), "Escape, with nothing to clear, closes what is open")
    page.chromium.press("ArrowDown")
    page.chromium.press("ArrowUp")
    page.chromium.press("Enter")
    hold(not page.value("document.activeElement.parentElement.open"), "Enter does not close the case")
    page.chromium.press("k")
    same(page.value("document.activeElement.textContent"), first, "what k leads back to")
    page.open()
    seen = []
    for _ in range(24):
        page.chromium.press("Tab")
        seen.append(page.value("document.activeElement.id || document.activeElement.getAttribute('href')"))
        outline = page.value("[getComputedStyle(document.activeElement).outlineStyle, getComputedStyle(document.activeElement).outlineWidth]")
        same(outline, ["solid", "2px"], f"what shows the focus on {seen[-1]}")
    for wanted in ("#report", "#cases", "theme", "by-text", "by-verdict", "by-group", "by-grade", "clear"):
        hold(wanted in seen, f"Tab does not lead to {wanted}: {seen}")


def sorts(page):
    page.open()
    rows = [(row["requirement"], row["situation"], came["outcome"], came["count"])
            for row in page.results["observations"] for came in row["behaviours"]]
    table = """[...document.querySelectorAll("#recorded tbody tr")].map(row => [...row.cells].map(cell => cell.textContent))"""
    read = lambda: [(a, b, c, int(d.replace(",", ""))) for a, b, c, d in page.value(table)]
    same(read(), rows, "the recorded behaviour")
    for column in range(4):
        head = f"document.querySelectorAll('#recorded th')[{column}]"
        for direction in ("ascending", "descending"):
            page.value(head + ".firstElementChild.click()")
            same(page.value(head + ".getAttribute('aria-sort')"), direction, "the order that is told")
            got = [row[column] for row in read()]
            same(got, sorted(got, reverse=direction == "descending"), f"column {column}, {direction}")


def evidence(page):
    """Whatever stands in results.json of a case's calls stands in the page: of all that fail, and of some that do not."""
    page.open()
    page.value("document.querySelectorAll('.group').forEach(group => { group.open = true; })")
    cases = page.results["cases"]
    bad = [case for case in cases if case["verdict"] in ("FAIL", "CRASH", "TIMEOUT")]
    for case in bad + cases[:: max(1, len(cases) // 40)]:
        name = json.dumps("case-" + case["name"])
        page.value(f"document.getElementById({name}).open = true")
        page.until(f"!document.getElementById({name}).querySelector('.some')", f"the calls of {case['name']} are written out")
        wanted = [{key: call[key].rstrip("\n") for key in ("text", "outcome", "allowed", "decoded")}
                  for call in case["calls"] if not call["teardown"]]
        calls = page.value(CALLS % name)
        same(len(calls), len(wanted), f"calls of {case['name']}")
        for call, right in zip(calls, wanted):
            same({**call, "decoded": call["decoded"].rstrip("\n")}, right, f"a call of {case['name']}")
        whole = page.value(f"document.getElementById({name}).textContent")
        for finding in [finding for call in case["calls"] for finding in call["findings"]] + case["findings"]:
            hold(finding["message"] in whole, f"{case['name']}: the finding {finding} is left out")


def expands(page):
    """Many cases are opened at once, but not so many that the browser stands still."""
    page.open()
    opened = "document.querySelectorAll('.case[open]').length"
    page.value("document.getElementById('open').click()")
    same(page.value(opened), min(200, len(page.results["cases"])), "cases that were opened")
    page.value("document.getElementById('close').click()")
    same(page.value(opened), 0, "cases that are still open")


def links(page):
    """A link opens what it leads to, from within and from outside, whatever was filtered."""
    name = page.value("document.title") and page.results["cases"][-1]["name"]
    for fragment in ("#case-" + name, "#" + list(page.grades)[-1]):
        page.open(fragment)
        target = json.dumps(fragment[1:])
        same(page.value(f"[document.getElementById({target}).open ?? true, document.getElementById({target}).checkVisibility()]"),
             [True, True], fragment)
        top = page.value(f"document.getElementById({target}).getBoundingClientRect().top")
        hold(0 <= top <= 900, f"{fragment} is {top} pixels from the window's top")
    page.go("#?text=nothing-holds-this")
    same(page.shown("cases"), 0, "cases with a word that none holds")
    page.go("#case-" + name)
    hold(page.value(f"document.getElementById({json.dumps('case-' + name)}).checkVisibility()"), "a link does not lead out of a filter")


def faults(page):
    """What is wrong comes first, and each piece of evidence opens its case."""
    page.open()
    hold(page.value("document.querySelector('h1').textContent").startswith("FAIL"), "the headline is not FAIL")
    bad = [row["id"] for row in page.results["requirements"] if row["verdict"] in ("FAIL", "CRASH", "TIMEOUT", "STALE_WAIVER")]
    same(page.value("[...document.querySelectorAll('#wrong .fault h3 > a')].map(a => a.textContent)")[: len(bad)], bad, "what is wrong")
    page.value("document.querySelector('#wrong .fault li a').click()")
    page.until("document.querySelector(':target')?.open", "the link to the evidence opens its case")
    page.until("document.querySelector(':target .hit').checkVisibility()", "the call at fault is to be seen")


def prints(page):
    """On paper all that fails stands open, in dark ink, without controls."""
    page.chromium.media(dark=True)
    page.open()
    page.chromium.media("print", dark=True)
    page.value("dispatchEvent(new Event('beforeprint'))")
    bad = "document.querySelectorAll('.case[data-bad]')"
    same(page.value(f"[...{bad}].filter(node => node.open && node.querySelector('div').checkVisibility()).length"),
         page.value(bad + ".length"), "failing cases that are printed open")
    same(page.value("[...document.querySelectorAll('nav, .tools, button:not(th button), input, select')].filter(node => node.checkVisibility()).length"),
         0, "controls on paper")
    for pair in page.value(CONTRASTS):
        hold(pair["ratio"] >= pair["least"], f"on paper: {pair}")
    same(page.value("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)", "the paper")
    page.value("dispatchEvent(new Event('afterprint'))")
    page.chromium.media()
    page.open("#?text=offer")
    page.chromium.media("print")
    hold(page.value("document.getElementById('shown').checkVisibility()"), "a filtered page does not say so on paper")
    page.chromium.media()


def colours(page):
    """The choice of colours goes before the system's, and is kept where it can be."""
    ground = "getComputedStyle(document.body).backgroundColor"
    page.open()
    light = page.value(ground)
    page.chromium.media(dark=True)
    dark = page.value(ground)
    hold(light != dark, "the page does not follow the system's colours")
    press = "document.getElementById('theme').click()"
    page.value(press)
    same(page.value(ground), light, "the ground once light was chosen on a dark system")
    page.chromium.media()
    page.value(press)
    same(page.value(ground), dark, "the ground once dark was chosen on a light system")
    page.open()
    same(page.value(ground), dark, "the ground after the page was opened again")
    page.value(press)
    same(page.value(ground), light, "the ground once it is the system's again")


def without_store(page):
    """A browser that refuses to keep anything, as some do for files, loses that alone."""
    script = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    number = page.chromium.call("Page.addScriptToEvaluateOnNewDocument", source=script)["identifier"]
    page.open()
    page.value("document.getElementById('theme').click()")
    same(page.shown("cases"), len(page.results["cases"]), "cases")
    page.chromium.call("Page.removeScriptToEvaluateOnNewDocument", identifier=number)


def without_scripts(page):
    """The verdict, what is wrong, each case's verdict and the calls that something is said of need no JavaScript."""
    page.chromium.call("Emulation.setScriptExecutionDisabled", value=True)
    page.open()
    page.chromium.call("Emulation.setScriptExecutionDisabled", value=False)
    hold(page.value("document.getElementById('tools').hidden"), "controls that do nothing are shown")
    same(page.value("document.querySelectorAll('.case').length"), len(page.results["cases"]), "cases")
    told = page.value("[...document.querySelectorAll('.hit > p')].map(node => node.textContent).join('\\n')")
    for case in page.results["cases"]:
        for call in case["calls"]:
            for finding in call["findings"]:
                hold(finding["message"] in told or finding["verdict"] == "NOTED", f"{case['name']}: {finding} needs JavaScript")


def hostile(page):
    """What a target, or who sends a link, can write is text."""
    page.open()
    same(page.value("document.scripts.length"), 1, "scripts")
    hold("</script><script>alert(1)</script>" in page.value("document.getElementById('cases').textContent"), "the text is not shown as it is")
    hold("\\u202Egpj." in page.value("document.body.textContent"), "what reorders text is not spelled out")
    page.value("document.querySelectorAll('details').forEach(node => { node.open = true; })")
    page.until("!document.querySelector('.case .some')", "all calls are written out")
    same(page.value("document.scripts.length + document.images.length + document.querySelectorAll('iframe, object, embed, form').length"), 1, "what came into the page")
    hold("\u202e" not in page.value("document.documentElement.outerHTML"), "a character that reorders text")
    for fragment in ("#?text=<img src=x onerror=alert(1)>", "#?text=%E0%A4%A&verdict=nonsense&__proto__=x&constructor=y", "#case-\"><script>alert(1)</script>",
                     "#%", "#?", "#?=&&=", "#?group=</script>", "#__proto__", "#?text=(((["):
        page.open(fragment)
        page.shown("cases")
    page.quiet("hostile fragments")


def fuzzing(page):
    """What fuzzing found stands in its own section, with the calls, and leads to the requirement."""
    page.open()
    section = "document.getElementById('fuzzing')"
    same(page.value(section + ".querySelectorAll('.fault pre').length"), 1, "findings with their calls")
    same(page.value(section + ".querySelectorAll('table').length"), 2, "tables, of targets and of coverage")
    hold(page.value(section + ".querySelector('.fault h3').checkVisibility()"), "the finding is not to be seen")
    hold("18,446,744,073,709,551,600" in page.value(section + ".textContent"), "the executions are not told")


CHECKS = {check.__name__: check for check in (filters, searches, keyboard, sorts, evidence, expands, links, faults, prints, colours,
                                              without_store, without_scripts, hostile, fuzzing)}


def holds(page, check):
    page.chromium.resize(1280)
    try:
        check(page)
        page.quiet(check.__name__)
    except (AssertionError, browser.Failure) as fault:
        print(f"{check.__name__}: {fault}")
        return False
    print(f"{check.__name__}: holds")
    return True


def main(arguments):
    program = browser.find_program()
    if program is None:
        print("no Chromium is installed")
        return 77
    names, folder = arguments[:-1], arguments[-1]
    try:
        with browser.Browser(program) as chromium:
            page = Page(chromium, folder)
            return 0 if all(holds(page, check) for check in [*EVERY, *(CHECKS[name] for name in names)]) else 1
    except browser.Failure as fault:
        print(fault)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
