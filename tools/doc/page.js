// page.js: the search: shows what holds all words, of the levels picked. Without it the page is whole.
(() => {
    "use strict";
    const form = document.querySelector("form");
    const field = form.querySelector("input");
    const found = form.querySelector(".found");
    const buttons = [...form.querySelectorAll("button[data-level]")];
    const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    const items = [...document.querySelectorAll("main [data-find]")].map((node) => ({
        node,
        text: fold(node.textContent),
        level: node.dataset.level,
    }));
    const sections = [...document.querySelectorAll("main section")];
    const links = [...document.querySelectorAll("nav li")];

    // Nothing on this page is at this level: nothing to pick.
    for (const button of buttons) {
        button.hidden = !items.some((item) => item.level === button.dataset.level);
    }

    const target = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));

    function show() {
        const words = fold(field.value).split(/\s+/).filter(Boolean);
        const levels = buttons.filter((b) => b.ariaPressed === "true").map((b) => b.dataset.level);
        const searching = words.length > 0 || levels.length > 0;
        let count = 0;
        for (const item of items) {
            const hit = words.every((word) => item.text.includes(word)) &&
                (levels.length === 0 || levels.includes(item.level));
            item.node.hidden = searching && !hit;
            count += searching && hit && item.node.localName === "article" ? 1 : 0;
            count += searching && hit && item.node.classList.contains("statement") ? 1 : 0;
        }
        for (const section of sections) {
            section.hidden = searching && !section.querySelector("[data-find]:not([hidden])");
        }
        for (const entry of links) {
            const goal = target(entry.querySelector("a"));
            entry.hidden = searching && (!goal || goal.closest("[hidden]") !== null);
        }
        form.classList.toggle("searching", searching);
        found.textContent = !searching ? "" :
            count ? found.dataset.found.replace("{0}", String(count)) : found.dataset.nothing;
    }

    function clear() {
        field.value = "";
        for (const button of buttons) {
            button.ariaPressed = "false";
        }
        show();
    }

    field.addEventListener("input", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
        event.preventDefault();
        clear();
        field.focus();
    });
    for (const button of buttons) {
        button.addEventListener("click", () => {
            button.ariaPressed = String(button.ariaPressed !== "true");
            show();
        });
    }
    document.addEventListener("keydown", (event) => {
        if (event.key === "/" && document.activeElement !== field && !event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            field.focus();
        } else if (event.key === "Escape" && document.activeElement === field) {
            clear();
        }
    });
    // A link to something that the search hides shows everything again.
    document.addEventListener("click", (event) => {
        const link = event.target.closest("main a[href^='#']");
        if (link && target(link) && target(link).closest("[hidden]")) {
            clear();
        }
    });
    window.addEventListener("beforeprint", () => {
        for (const details of document.querySelectorAll("details")) {
            details.open = true;
        }
    });
    form.hidden = false;
})();
