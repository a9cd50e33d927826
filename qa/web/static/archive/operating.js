// What operators change in the archive: asked before it is done, and the focus stays where the work is.
(() => {
  "use strict";

  const { make, words, button } = window.citedesk;

  // -- asking before an article is removed ----------------------------------------------------------

  function askRemoval(said) {
    const box = make("dialog", "cd-ask");
    const name = words("p", "cd-ask-title", said.title);
    name.id = "cd-ask-title";
    const heading = make("h2", "", "Remove this article?");
    heading.id = "cd-ask-name";
    box.setAttribute("aria-labelledby", "cd-ask-name cd-ask-title");
    const done = (sure) => {
      box.close();
      if (sure) window.citedesk.tell(said.to, said);
    };
    const row = make("div", "cd-row");
    row.append(button("cd-action", "Cancel", () => done(false)), button("cd-action cd-sure", "Remove", () => done(true)));
    box.append(heading, name, make("p", "cd-quiet", "No answer will use it, and it stays out even if it is uploaded again. You can undo this."), row);
    // Escape closes this, and not what is behind it too.
    box.addEventListener("keydown", (event) => event.stopPropagation());
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
  }

  // -- outlet and day by hand -----------------------------------------------------------------------

  const ticks = (box) => [...box.querySelectorAll("input[data-id]")];

  // What an operator says, of which articles.
  function labels(element) {
    const box = element.closest(".cd-unnamed");
    const value = (name) => box.querySelector(`[name='${name}']`).value;
    const ids = ticks(box).filter((tick) => tick.checked).map((tick) => tick.dataset.id);
    return { ids, outlet: value("outlet"), day: value("day") };
  }

  document.addEventListener("change", (event) => {
    if (!event.target.matches?.("[data-all]")) return;
    for (const tick of ticks(event.target.closest(".cd-unnamed"))) tick.checked = event.target.checked;
  });

  // What was typed and ticked, until it is saved. Gradio puts new articles in the places of the old, ticks and
  // all, so that a tick would go over to another article.
  const NOTHING = { ids: [], outlet: "", day: "" };
  let entered = NOTHING;
  let line = "";

  function note(event) {
    const box = event.target.closest?.(".cd-unnamed");
    if (box) entered = { ...labels(box), open: box.open };
  }

  for (const kind of ["input", "change", "toggle"]) document.addEventListener(kind, note, true);
  document.addEventListener("focusin", (event) => {
    line = event.target.closest?.(".cd-unnamed-line input")?.name || "";
  });

  // Called after every change of the page.
  function keepLabels() {
    const box = document.querySelector(".cd-unnamed:not([data-drawn])");
    if (!box) return;
    box.dataset.drawn = "yes";
    if ("saved" in box.dataset) entered = NOTHING;
    box.open = entered.open ?? box.open;
    for (const name of ["outlet", "day"]) box.querySelector(`[name='${name}']`).value = entered[name];
    for (const tick of ticks(box)) tick.checked = entered.ids.includes(tick.dataset.id);
    if (line && document.activeElement === document.body) box.querySelector(`[name='${line}']`).focus();
  }

  // -- the focus ------------------------------------------------------------------------------------

  // What a button becomes once it has done its work.
  const NEXT = { remove: "restore", restore: "remove", pause: "resume", resume: "pause", forget: "keep", keep: "forget" };
  let pressed = null;

  const nameOf = (element) => element.dataset.id || element.dataset.feed || element.dataset.order || "";

  document.addEventListener("focusin", (event) => {
    const element = event.target instanceof Element ? event.target.closest("#cd-intake, #cd-archive-table, #cd-notice") : null;
    const at = event.target.closest?.("button[data-do]");
    pressed = element && at ? { do: at.dataset.do, name: nameOf(at) } : null;
  });
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest?.("button[data-do]")) pressed = null;
  });

  // Called after every change of the page: Gradio has put new elements in place of the old.
  function keepFocus() {
    if (!pressed || document.activeElement !== document.body) return;
    const all = [...document.querySelectorAll("#cd-tabs button[data-do]")];
    const find = (what) => all.find((element) => element.dataset.do === what && nameOf(element) === pressed.name);
    const to = find(pressed.do) || find(NEXT[pressed.do]);
    if (to) to.focus({ preventScroll: true });
    else document.querySelector("#cd-notice [tabindex]")?.focus();
  }

  Object.assign(window.citedesk, { askRemoval, labels, keepLabels, keepFocus });
})();
