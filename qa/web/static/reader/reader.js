// The reader: an article beside the answer, scrolled to the quoted words.
// Everything that comes from an article goes in as text, never as HTML.
window.citedesk = (() => {
  "use strict";

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined && text !== null) element.textContent = text;
    return element;
  }

  function button(className, text, onClick, label) {
    const element = make("button", className, text);
    element.type = "button";
    if (label) element.setAttribute("aria-label", label);
    element.addEventListener("click", onClick);
    return element;
  }

  // An article's own words may run from right to left.
  function words(tag, className, text) {
    const element = make(tag, className, text);
    element.dir = "auto";
    return element;
  }

  // Of an address, what says which passage is read.
  const READ = ["read", "version", "field", "start", "end"];

  let dialog = null;
  let opener = null;
  let opening = 0;
  // The id of the passage that is being read.
  let lit = "";

  // Wide enough for answer and article side by side: then the answer stays in use.
  const beside = () => window.matchMedia("(min-width: 1100px)").matches;

  function reader() {
    if (dialog && dialog.isConnected) return dialog;
    dialog = make("dialog", "cd-reader");
    dialog.setAttribute("aria-label", "Article");
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) close();
    });
    dialog.addEventListener("cancel", quiet);
    dialog.addEventListener("close", () => {
      document.documentElement.classList.remove("cd-reading");
      opening += 1;
      if (history.state?.reading) history.back();
      whereFrom()?.focus({ preventScroll: true });
    });
    document.body.append(dialog);
    return dialog;
  }

  function whereFrom() {
    return opener && (opener.isConnected ? opener : document.getElementById(opener.id));
  }

  // The browser gives the focus back to a marker as it closes the reader; that asks for no tooltip.
  function quiet() {
    window.citedesk.dismiss(whereFrom());
  }

  function close() {
    if (!dialog?.open) return;
    quiet();
    dialog.close();
  }

  // The browser's Back closes the reader before it leaves the page, and Forward opens it again.
  window.addEventListener("popstate", (event) => {
    if (!event.state?.reading) close();
    else if (!dialog?.open) readLinked(new URLSearchParams(location.search));
  });

  // What is read has an address of its own: a reload opens it again.
  function address(id, version, places) {
    const place = places.find((one) => one.current);
    const search = new URLSearchParams(location.search);
    for (const name of READ) search.delete(name);
    search.set("read", id);
    if (version) search.set("version", version);
    if (place) for (const name of ["field", "start", "end"]) search.set(name, place[name]);
    if (history.state?.reading) history.replaceState(history.state, "", `?${search}`);
    else history.pushState({ ...history.state, reading: true }, "", `?${search}`);
  }

  // The headline goes into the bar once it is out of sight.
  function remind(bar, page) {
    const title = page.querySelector(".cd-reader-title");
    if (!title) return;
    const reminder = words("span", "cd-reminder", title.textContent);
    reminder.setAttribute("aria-hidden", "true");
    bar.append(reminder);
    new IntersectionObserver(([seen]) => reminder.classList.toggle("cd-seen", !seen.isIntersecting), {
      root: page,
    }).observe(title);
  }

  function show(card, ...parts) {
    const shown = reader();
    const bar = make("div", "cd-reader-bar");
    const page = make("div", "cd-reader-page");
    page.tabIndex = 0;
    page.setAttribute("role", "document");
    page.setAttribute("aria-label", "Text of the article");
    page.append(...parts);
    bar.append(steps(card), window.citedesk.finder(page), button("cd-button cd-close", "Close", close));
    shown.replaceChildren(bar, page);
    remind(bar, page);
    if (!shown.open) {
      shown.classList.toggle("cd-beside", beside());
      if (beside()) {
        shown.show();
        document.documentElement.classList.add("cd-reading");
      } else {
        shown.showModal();
      }
    }
    page.focus({ preventScroll: true });
    page.scrollTop = 0;
  }

  // From one cited passage of the answer to the next, within an article and on to another.
  function steps(passage) {
    const cards = passage ? [...passage.closest(".cd-sources").querySelectorAll(".cd-passage")] : [];
    // In the order in which the answer names them; of a removed one there is nothing to read.
    const number = ({ dataset }) => Number(dataset.markerOf);
    const all = cards.filter(({ dataset }) => dataset.article).sort((one, two) => number(one) - number(two));
    const bar = make("div", "cd-steps");
    if (all.length < 2) {
      bar.append(make("span", "cd-reader-name", passage ? "Source 1 of 1" : "Article"));
      return bar;
    }
    const at = all.indexOf(passage);
    const step = (by, sign, name) => {
      const to = all[at + by];
      const element = button("cd-button cd-step", sign, () => readPassage(to), name);
      element.disabled = !to;
      return element;
    };
    bar.append(
      step(-1, "‹", "Previous source"),
      make("span", "cd-reader-name", `Source ${passage.dataset.markerOf} of ${cards.length}`),
      step(1, "›", "Next source"),
    );
    return bar;
  }

  function trouble(message, hint) {
    const box = make("div", "cd-error");
    box.setAttribute("role", "alert");
    const told = make("p");
    told.append(make("strong", "", message));
    box.append(told);
    if (hint) box.append(make("p", "", hint));
    return box;
  }

  async function fetched(path, search) {
    const address = new URL(path, document.baseURI);
    address.search = new URLSearchParams(search);
    let response;
    let told;
    try {
      response = await fetch(address);
      told = await response.json();
    } catch {
      const cause = "Check that the server is still running, then try again.";
      throw new Error("The article could not be fetched", { cause });
    }
    if (!response.ok) throw new Error(told.error, { cause: told.try });
    return told;
  }

  async function read(id, version, places = [], passage = null) {
    if (!reader().open) opener = document.activeElement;
    const mine = ++opening;
    address(id, version, places);
    if (!reader().open) show(passage, make("p", "cd-quiet", "Opening the article…"));
    let parts;
    try {
      const article = await fetched(`api/articles/${encodeURIComponent(id)}`, version ? { version } : {});
      parts = window.citedesk.articleParts(article, places);
    } catch (error) {
      parts = [trouble(error.message, error.cause)];
    }
    if (mine !== opening || !reader().open) return;
    show(passage, ...parts);
    const mark = reader().querySelector("mark");
    if (mark) mark.scrollIntoView({ block: "center" });
  }

  function placeOf({ dataset }, current) {
    return { field: dataset.field, start: Number(dataset.start), end: Number(dataset.end), current };
  }

  // Its card is drawn anew when there is more to show below the answer.
  function keepLit() {
    if (lit && dialog?.open) document.getElementById(lit)?.classList.add("cd-lit");
  }

  function readPassage(passage) {
    document.querySelectorAll(".cd-lit").forEach((other) => other.classList.remove("cd-lit"));
    lit = passage.id;
    const cards = passage.closest(".cd-sources");
    window.citedesk.unfold(cards, true);
    passage.classList.add("cd-lit");
    const { article, version } = passage.dataset;
    if (!article) {
      passage.focus();
      return;
    }
    const cited = [...cards.querySelectorAll(".cd-passage[data-article]")].filter(
      (other) => other.dataset.article === article && other.dataset.version === version,
    );
    const places = cited.map((other) => placeOf(other, other === passage));
    read(article, version, places, passage);
  }

  // Somebody's link to a passage.
  function readLinked(search) {
    const [start, end] = [Number(search.get("start")), Number(search.get("end"))];
    const at = `[data-article="${CSS.escape(search.get("read"))}"][data-start="${start}"][data-end="${end}"]`;
    const passage = document.querySelector(`.cd-passage${at}`);
    if (passage) {
      readPassage(passage);
      return;
    }
    const place = { field: search.get("field"), start, end, current: true };
    read(search.get("read"), search.get("version"), end > start ? [place] : []);
  }

  return { make, button, words, read, readPassage, readLinked, keepLit, fetched, close };
})();
