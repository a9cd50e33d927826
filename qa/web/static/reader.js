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

  let dialog = null;
  let opener = null;
  let opening = 0;

  // Wide enough for answer and article side by side: then the answer stays in use.
  const beside = () => window.matchMedia("(min-width: 1100px)").matches;

  function reader() {
    if (dialog && dialog.isConnected) return dialog;
    dialog = make("dialog", "cd-reader");
    dialog.setAttribute("aria-label", "Article");
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    dialog.addEventListener("close", () => {
      document.documentElement.classList.remove("cd-reading");
      opening += 1;
      const back = opener && (opener.isConnected ? opener : document.getElementById(opener.id));
      if (back) back.focus({ preventScroll: true });
    });
    document.body.append(dialog);
    return dialog;
  }

  function close() {
    if (dialog && dialog.open) dialog.close();
  }

  // The headline goes into the bar once it is out of sight.
  function remind(bar, page) {
    const title = page.querySelector(".cd-reader-title");
    if (!title) return;
    const reminder = words("span", "cd-reminder", title.textContent);
    reminder.setAttribute("aria-hidden", "true");
    bar.insertBefore(reminder, bar.lastElementChild);
    new IntersectionObserver(([seen]) => reminder.classList.toggle("cd-seen", !seen.isIntersecting), {
      root: page,
    }).observe(title);
  }

  function show(card, ...parts) {
    const shown = reader();
    const bar = make("div", "cd-reader-bar");
    bar.append(steps(card), button("cd-close", "Close", close));
    const page = make("div", "cd-reader-page");
    page.tabIndex = 0;
    page.setAttribute("role", "document");
    page.setAttribute("aria-label", "Text of the article");
    page.append(...parts);
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

  // From one source of the answer to the next without leaving the article.
  function steps(card) {
    const cards = card ? [...card.parentElement.querySelectorAll(".cd-card[data-article]")] : [];
    const bar = make("div", "cd-steps");
    if (cards.length < 2) {
      bar.append(make("span", "cd-reader-name", card ? "Source 1 of 1" : "Article"));
      return bar;
    }
    const at = cards.indexOf(card);
    const step = (by, sign, name) => {
      const to = cards[at + by];
      const element = button("cd-step", sign, () => readCard(to), name);
      element.disabled = !to;
      return element;
    };
    bar.append(
      step(-1, "‹", "Previous source"),
      make("span", "cd-reader-name", `Source ${at + 1} of ${cards.length}`),
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

  // Offsets count code points, a string's own indexes count UTF-16 units: an emoji is one of the former.
  function fill(element, text, range) {
    if (!range) {
      element.textContent = text;
      return element;
    }
    const points = Array.from(text);
    const mark = make("mark", "", points.slice(range.start, range.end).join(""));
    element.replaceChildren(
      document.createTextNode(points.slice(0, range.start).join("")),
      mark,
      document.createTextNode(points.slice(range.end).join("")),
    );
    return element;
  }

  function day(moment) {
    const options = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
    return new Intl.DateTimeFormat("en-GB", options).format(new Date(moment));
  }

  function originalLink(address) {
    try {
      const url = new URL(address);
      if (url.protocol !== "http:" && url.protocol !== "https:") return null;
      const link = make("a", "", "Original");
      link.href = url.href;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      return link;
    } catch {
      return null;
    }
  }

  function line(className, parts, between = " · ") {
    const element = make("p", className);
    parts.forEach((part, index) => element.append(...(index ? [between, part] : [part])));
    return element;
  }

  function facts(article) {
    const parts = [];
    if (article.source) parts.push(make("bdi", "cd-outlet", article.source));
    if (article.published_at) parts.push(make("span", "", day(article.published_at)));
    if (article.author) parts.push(make("bdi", "", article.author));
    if (article.versions.length > 1) {
      parts.push(make("span", "", `Version ${article.version} of ${Math.max(...article.versions)}`));
    }
    const link = originalLink(article.url);
    if (link) parts.push(link);
    return line("cd-origin", parts);
  }

  // Which versions there are, and where else the story stands.
  function others(article) {
    const shown = [];
    if (article.versions.length > 1) {
      // A text that was only cleaned otherwise is a version too, and no correction.
      const inUse = article.corrects === null ? "This is the text in use." : "This is the corrected text.";
      const intro = `${article.active ? inUse : "A newer text is in use."} Versions:`;
      const buttons = article.versions.map((version) => {
        const element = button("cd-copy", `${version}`, () => read(article.article_id, version, null), `Version ${version}`);
        if (version === article.version) element.setAttribute("aria-current", "true");
        return element;
      });
      const told = line("cd-changed", [intro], "");
      buttons.forEach((element) => told.append(" ", element));
      told.append(" ", window.citedesk.whatChanged(article, fetched));
      shown.push(told);
    }
    if (article.also_in && article.also_in.length) {
      const buttons = article.also_in.map((copy) =>
        button("cd-copy", copy.source || copy.title || copy.article_id, () => read(copy.article_id, null, null)),
      );
      const told = line("cd-copies", ["Also in: "], "");
      buttons.forEach((element, index) => told.append(...(index ? [", ", element] : [element])));
      shown.push(told);
    }
    return shown;
  }

  function articleParts(article, place) {
    const range = (field) => (place && place.field === field ? place : null);
    const parts = [
      facts(article),
      fill(words("h2", "cd-reader-title"), article.title, range("title")),
      ...others(article),
    ];
    if (article.summary) {
      parts.push(fill(words("p", "cd-reader-summary"), article.summary, range("summary")));
    }
    parts.push(fill(words("div", "cd-reader-body"), article.body, range("body")));
    if (article.credit) parts.push(words("p", "cd-quiet", article.credit));
    return parts;
  }

  async function fetched(id, version) {
    const address = new URL(`api/articles/${encodeURIComponent(id)}`, document.baseURI);
    if (version) address.searchParams.set("version", version);
    let response;
    let told;
    try {
      response = await fetch(address);
      told = await response.json();
    } catch {
      const cause = "See whether the server still runs, then try again.";
      throw new Error("The article could not be fetched", { cause });
    }
    if (!response.ok) throw new Error(told.error, { cause: told.try });
    return told;
  }

  async function read(id, version, place, card = null) {
    if (!reader().open) opener = document.activeElement;
    const mine = ++opening;
    if (!reader().open) show(card, make("p", "cd-quiet", "Opening the article…"));
    let parts;
    try {
      parts = articleParts(await fetched(id, version), place);
    } catch (error) {
      parts = [trouble(error.message, error.cause)];
    }
    if (mine !== opening || !reader().open) return;
    show(card, ...parts);
    const mark = reader().querySelector("mark");
    if (mark) mark.scrollIntoView({ block: "center" });
  }

  function readCard(card) {
    document.querySelectorAll(".cd-lit").forEach((other) => other.classList.remove("cd-lit"));
    card.closest("details")?.setAttribute("open", "");
    card.classList.add("cd-lit");
    const { article, version, field, start, end } = card.dataset;
    if (article) read(article, version, { field, start: Number(start), end: Number(end) }, card);
    else card.focus();
  }

  return { make, button, words, read, readCard, close };
})();
