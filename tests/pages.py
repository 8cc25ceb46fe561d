#!/usr/bin/env python3
"""The HTML of `caveat doc` in a real browser: narrow and wide, light and dark, with scripts and without.

    CAVEAT=build/caveat tests/pages.py

Skipped where there is no Chromium. Closes with `N passed, N failed, N skipped`.
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from devtools import Browser

ROOT = Path(__file__).resolve().parent.parent
CAVEAT = str(Path(os.environ.get("CAVEAT", str(ROOT / "build" / "caveat"))).resolve())

# What is wider than the page, seen from the elements that reach beyond it.
OVERFLOW = """(() => {
    const wide = document.documentElement.clientWidth;
    const out = [...document.querySelectorAll('body *')].filter(e => {
        const r = e.getBoundingClientRect();
        return r.width > 1 && r.height > 1 && (r.right > wide + 0.5 || r.left < -0.5) && !e.closest('.skip');
    }).map(e => e.localName + '.' + e.className + ': ' + e.textContent.slice(0, 40));
    return {scroll: document.documentElement.scrollWidth, wide, out: out.slice(0, 5)};
})()"""

# The lowest contrast of a text with what lies behind it, of all elements that hold text themselves.
CONTRAST = """(() => {
    const parse = c => { const m = c.match(/[\\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1]; };
    const part = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const light = c => 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
    const back = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; } return [255, 255, 255, 1]; };
    const rows = [];
    for (const e of document.querySelectorAll('SELECTOR')) {
        if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !e.checkVisibility()) continue;
        const a = light(parse(getComputedStyle(e).color)), b = light(back(e));
        rows.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.localName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 30)]);
    }
    rows.sort((x, y) => x[0] - y[0]);
    return {count: rows.length, lowest: rows[0]};
})()"""

SEEN = "[...document.querySelectorAll('main %s')].filter(e => e.checkVisibility()).length"


class Pages:
    def __init__(self, folder):
        self.folder, self.passed, self.failed = Path(folder), 0, 0

    def holds(self, what, truth, *shown):
        if truth:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED  %s: %s" % (what, " ".join(map(str, shown))))

    def page(self, name, *arguments):
        path = self.folder / name
        subprocess.run([CAVEAT, "doc", "-f", "html", "-o", str(path), *arguments], check=True, cwd=ROOT)
        return path

    def fits(self, browser, path, width):
        for opened in ("", "document.querySelectorAll('details').forEach(d => d.open = true)"):
            browser.ask(opened)
            seen = browser.ask(OVERFLOW)
            self.holds("%s fits %d pixels" % (path.name, width),
                       seen["scroll"] <= width and not seen["out"], seen)

    def contrast(self, browser, what):
        for selector, least in ((".level", 5), ("body *", 100)):
            seen = browser.ask(CONTRAST.replace("SELECTOR", selector))
            self.holds("%s: contrast of %s" % (what, selector),
                       seen["count"] >= least and seen["lowest"][0] >= 4.5, seen)

    def looks(self, browser, path):
        """Both widths in both schemes, scripts on and off: nothing sticks out, everything can be read."""
        grounds, whole = {}, {}
        for width in (360, 1280):
            for scheme in ("light", "dark"):
                for scripts in (True, False):
                    browser.open(path, width, scheme, scripts)
                    what = "%s %d %s%s" % (path.name, width, scheme, "" if scripts else " without scripts")
                    self.fits(browser, path, width)
                    self.contrast(browser, what)
                    grounds[scheme] = browser.ask("getComputedStyle(document.body).backgroundColor + "
                                                  "getComputedStyle(document.querySelector('article')).backgroundColor + "
                                                  "getComputedStyle(document.querySelector('article .level')).backgroundColor")
                    whole[scripts] = browser.ask("document.querySelector('main').innerText")
                    self.holds(what + ": the search is there with scripts only",
                               browser.ask("document.querySelector('form').checkVisibility()") == scripts)
                    self.holds(what + ": no part of the page is hidden",
                               browser.ask(SEEN % "article" + " === document.querySelectorAll('main article').length"))
                self.holds("%s says the same without scripts" % path.name,
                           whole[True] == whole[False] and "Virtual machines cannot be migrated" in whole[False])
        self.holds(path.name + ": light and dark differ", grounds["light"] != grounds["dark"], grounds)

    def search(self, browser, path):
        browser.open(path, 1280)
        total = browser.ask(SEEN % "article")

        def type_in(text):
            browser.ask("(() => { const f = document.querySelector('input'); f.value = %r;"
                        " f.dispatchEvent(new Event('input')); })()" % text)
            return browser.ask("[...document.querySelectorAll('main article')].filter(e => e.checkVisibility()).map(e => e.id)")

        shown = type_in("migrated AMD")
        self.holds("a search shows what has all words", "amd-migration" in shown and "third-level" not in shown, shown)
        self.holds("and links to it alone", browser.ask(
            "[...document.querySelectorAll('nav li.rule')].filter(e => e.checkVisibility()).length") < 6)
        self.holds("it says how much it found", browser.ask("document.querySelector('.found').innerText")[:1].isdigit())
        self.holds("accents and case do not matter", "amd-migration" in type_in("MIGRÁTED"))
        self.holds("nothing found is said", type_in("zebra") == [] and browser.ask(
            "document.querySelector('.found').innerText").startswith("Nothing"))
        browser.ask("document.querySelector('button[type=reset]').click()")
        self.holds("and undone", browser.ask(SEEN % "article") == total and type_in("") != [])
        browser.ask("document.querySelector('button[data-level=untested]').click()")
        self.holds("a level picks its restrictions", browser.ask(
            "[...document.querySelectorAll('main article')].filter(e => e.checkVisibility()).map(e => e.id).join()") == "third-level")
        self.holds("the button says so", browser.ask(
            "document.querySelector('button[data-level=untested]').getAttribute('aria-pressed')") == "true")
        browser.ask("document.querySelector('main article a[href^=\"#fact\"], main article a[href^=\"#layer\"]').click()")
        self.holds("a link to what is hidden shows all again", browser.ask(SEEN % "article") == total)

    def structure(self, browser, path):
        browser.open(path, 1280)
        self.holds("language and title", browser.ask("document.documentElement.lang") == "en" and
                   browser.ask("document.title") != "")
        self.holds("landmarks", browser.ask("['header', 'nav[aria-label]', 'main'].every(s => document.querySelectorAll(s).length === 1)"))
        self.holds("one h1, and no rank left out", browser.ask("""(() => {
            const ranks = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.localName[1]);
            return ranks[0] === 1 && ranks.filter(r => r === 1).length === 1 && ranks.every((r, i) => !i || r <= ranks[i - 1] + 1);
        })()"""))
        self.holds("ids are unique, and every link has its place", browser.ask("""(() => {
            const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
            const to = [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'));
            return new Set(ids).size === ids.length && to.length > 100 && to.every(h => h[0] === '#' && ids.includes(h.slice(1)));
        })()"""))
        self.holds("nothing is fetched", browser.ask("performance.getEntriesByType('resource').length") == 0)
        self.holds("focus can be seen", browser.ask("""(() => {
            const a = document.querySelector('main a'); a.focus({focusVisible: true});
            return getComputedStyle(a).outlineStyle !== 'none' && parseFloat(getComputedStyle(a).outlineWidth) >= 2;
        })()"""))
        browser.call("Emulation.setEmulatedMedia", media="print", features=[])
        self.holds("on paper there is no menu", not browser.ask("document.querySelector('nav').checkVisibility()"))


def main():
    if not Browser.find():
        print("skipped pages in a browser: no chromium\n0 passed, 0 failed, 1 skipped")
        return 0
    with tempfile.TemporaryDirectory() as folder, Browser() as browser:
        pages = Pages(folder)
        one, both = pages.page("one.html", "--pack", "rhel8-nested"), pages.page("both.html")
        pages.looks(browser, one)
        pages.search(browser, one)
        pages.structure(browser, one)
        pages.structure(browser, both)
        for path in (both, pages.page("spanish.html", "--lang", "es")):
            browser.open(path, 360)
            pages.fits(browser, path, 360)
    print("%d passed, %d failed, 0 skipped" % (pages.passed, pages.failed))
    return 1 if pages.failed else 0


if __name__ == "__main__":
    sys.exit(main())
