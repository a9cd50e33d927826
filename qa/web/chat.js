// The page's own behaviour: markers lead to their source, and a source opens its article with the quote marked.
// Everything that comes from an article goes in as text, never as HTML.
(() => {
  "use strict";

  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const scrollTo = (element, block) =>
    element.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block });

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined && text !== null) element.textContent = text;
    return element;
  }

  // -- the reader -------------------------------------------------------------------------------

  let dialog = null;
  let opening = 0;

  function reader() {
    if (dialog && dialog.isConnected) return dialog;
    dialog = make("dialog", "cd-reader");
    dialog.setAttribute("aria-label", "Article");
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    document.body.append(dialog);
    return dialog;
  }

  function show(...parts) {
    const shown = reader();
    const close = make("button", "cd-close", "Close");
    close.type = "button";
    close.addEventListener("click", () => shown.close());
    const bar = make("div", "cd-reader-bar");
    bar.append(make("span", "cd-reader-name", "Article"), close);
    const page = make("div", "cd-reader-page");
    page.tabIndex = -1;
    page.append(...parts);
    shown.replaceChildren(bar, page);
    if (!shown.open) shown.showModal();
    page.scrollTop = 0;
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

  function facts(article) {
    const line = make("p", "cd-origin");
    const parts = [];
    if (article.source) parts.push(make("span", "cd-outlet", article.source));
    if (article.published_at) parts.push(make("span", "", day(article.published_at)));
    if (article.author) parts.push(make("span", "", article.author));
    if (article.versions.length > 1 || !article.active) {
      const newer = article.active ? "" : ", no longer in use";
      parts.push(make("span", "", `Version ${article.version} of ${article.versions.length}${newer}`));
    }
    const link = originalLink(article.url);
    if (link) parts.push(link);
    parts.forEach((part, index) => line.append(...(index ? [" · ", part] : [part])));
    return line;
  }

  function articleParts(article, place) {
    const range = (field) => (place && place.field === field ? place : null);
    const parts = [facts(article), fill(make("h2", "cd-reader-title"), article.title, range("title"))];
    if (article.summary) {
      parts.push(fill(make("p", "cd-reader-summary"), article.summary, range("summary")));
    }
    parts.push(fill(make("div", "cd-reader-body"), article.body, range("body")));
    if (article.credit) parts.push(make("p", "cd-quiet", article.credit));
    return parts;
  }

  async function read(id, version, place) {
    const mine = ++opening;
    show(make("p", "cd-quiet", "Opening the article…"));
    let parts;
    try {
      const address = new URL(`api/articles/${encodeURIComponent(id)}`, document.baseURI);
      if (version) address.searchParams.set("version", version);
      const response = await fetch(address);
      const told = await response.json();
      parts = response.ok ? articleParts(told, place) : [trouble(told.error, told.try)];
    } catch {
      parts = [trouble("The article could not be fetched", "See whether the server still runs, then try again.")];
    }
    if (mine !== opening || !reader().open) return;
    show(...parts);
    const mark = reader().querySelector("mark");
    if (mark) mark.scrollIntoView({ block: "center" });
  }

  function readCard(card) {
    const { article, version, field, start, end } = card.dataset;
    read(article, version, { field, start: Number(start), end: Number(end) });
  }

  // -- markers and cards ------------------------------------------------------------------------

  function light(card) {
    document.querySelectorAll(".cd-lit").forEach((other) => other.classList.remove("cd-lit"));
    card.closest("details")?.setAttribute("open", "");
    card.classList.add("cd-lit");
    scrollTo(card, "nearest");
  }

  // On the document, because Gradio replaces what is on the page with every update.
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const marker = target?.closest("[data-marker]");
    const card = marker ? document.getElementById(marker.dataset.card) : target?.closest(".cd-read")?.closest(".cd-card");
    if (card) {
      light(card);
      readCard(card);
      return;
    }
    const named = target?.closest("button[data-article]");
    if (named) read(named.dataset.article, null, null);
  });

  // -- the conversation -------------------------------------------------------------------------

  let turnsSeen = 0;

  function follow() {
    const log = document.getElementById("cd-conversation");
    if (log && log.getAttribute("role") !== "log") {
      log.setAttribute("role", "log");
      log.setAttribute("aria-label", "Conversation");
    }
    const turns = document.querySelectorAll(".cd-turn");
    if (turns.length > turnsSeen && turns.length > 1) scrollTo(turns[turns.length - 1], "start");
    turnsSeen = turns.length;
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.documentElement.lang = "en";
    new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
    follow();
  });
})();
