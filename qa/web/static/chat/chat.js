// The page's own behaviour: markers, cards, buttons and keys.
(() => {
  "use strict";

  const { make, readPassage, readLinked, keepLit, read, close, drawUploads, drawFilters, closeFilters } = window.citedesk;
  const { save, entitle, list, reopen, begin, draft, closePast, askRemoval, keepLabels, keepFocus } = window.citedesk;
  const { whole, askAgain, toQuestion, toEdited, send } = window.citedesk;

  // -- to the server ------------------------------------------------------------------------------

  const hands = {};

  // These bring a page's conversation; all else is about the one that the server holds.
  const BEGINS = ["open", "shared"];

  async function tell(name, said) {
    if (!BEGINS.includes(said.do)) await whole();
    if (hands[name]) hands[name](said);
  }

  // Called by Gradio once its side is ready.
  function connect(name, hand) {
    hands[name] = hand;
    if (name !== "act") return;
    const search = new URLSearchParams(location.search);
    if (search.has("answer")) tell("act", { do: "shared", name: search.get("answer") });
    else if (search.has("conversation")) reopen(search.get("conversation"));
    if (search.has("read")) readLinked(search);
  }

  Object.assign(window.citedesk, { tell, connect, announce });

  // -- the quote of a marker ----------------------------------------------------------------------

  let hover = null;
  // Whose quote was sent away: it stays away until the marker is left.
  let dismissed = null;

  function showQuote(marker) {
    const passage = document.getElementById(marker.dataset.card);
    const quote = passage?.dataset.quote;
    if (!quote) return;
    hideQuote();
    hover = make("div", "cd-hover");
    hover.id = "cd-hover";
    hover.setAttribute("role", "tooltip");
    const card = passage.closest(".cd-card");
    const parts = [["cd-hover-quote", [quote]]];
    for (const named of [card.querySelector("h4"), card.querySelector(".cd-origin")]) {
      if (named) parts.push(["cd-hover-origin", named.cloneNode(true).childNodes]);
    }
    for (const [look, content] of parts) {
      const line = make("p", look);
      line.append(...content);
      line.dir = "auto";
      hover.append(line);
    }
    document.body.append(hover);
    // Over or under the whole sentence, so that it can still be read; below the answer's words it is that
    // which carries them.
    const at = marker.getBoundingClientRect();
    const own = marker.closest(".cd-sentence, .cd-direct-words") || marker;
    const carries = own.matches(".cd-direct-words")
      && own.closest(".cd-turn").querySelector(`.cd-sentence [data-card="${marker.dataset.card}"]`);
    const sentence = own.getBoundingClientRect();
    const bottom = (carries ? carries.closest(".cd-sentence") : own).getBoundingClientRect().bottom;
    const left = Math.min(Math.max(8, at.left - 24), window.innerWidth - hover.offsetWidth - 8);
    const above = sentence.top - hover.offsetHeight - 8;
    hover.style.left = `${left}px`;
    hover.style.top = `${above >= 8 ? above : bottom + 8}px`;
    marker.setAttribute("aria-describedby", "cd-hover");
  }

  function hideQuote() {
    hover?.remove();
    hover = null;
    document.querySelector("[aria-describedby='cd-hover']")?.removeAttribute("aria-describedby");
  }

  function dismiss(marker) {
    dismissed = marker;
  }

  Object.assign(window.citedesk, { dismiss });

  for (const [enter, leave] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    document.addEventListener(enter, (event) => {
      const marker = event.target instanceof Element ? event.target.closest("[data-marker]") : null;
      if (marker && marker !== dismissed) showQuote(marker);
    });
    document.addEventListener(leave, (event) => {
      if (event.target instanceof Element && event.target.closest("[data-marker]")) {
        hideQuote();
        dismissed = null;
      }
    });
  }

  // -- buttons ------------------------------------------------------------------------------------

  const copied = new Map();

  async function copy(element, text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Outside https and this machine's own address a browser has no clipboard: the older way.
      const box = make("textarea");
      box.value = text;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
      element.focus();
    }
    if (copied.has(element)) return;
    // Kept beside the element: an update of the page takes its attributes back to what they were.
    copied.set(element, element.textContent);
    element.textContent = "Copied";
    announce("Copied");
    setTimeout(() => {
      element.textContent = copied.get(element);
      copied.delete(element);
    }, 1500);
  }

  function announce(text) {
    const place = document.getElementById("cd-announce");
    if (place) place.textContent = text;
  }

  function act(element) {
    const { outlets } = element.closest("[data-outlets]")?.dataset || {};
    const said = { ...element.dataset, turn: element.closest("[data-turn]")?.dataset.turn, outlets };
    if (said.do === "comment") {
      said.text = element.closest(".cd-comment").querySelector("textarea").value;
    }
    if (said.do === "label") Object.assign(said, window.citedesk.labels(element));
    if (said.do === "remove") {
      askRemoval(said);
      return;
    }
    if (said.do === "new") {
      begin();
      setTimeout(toQuestion, 300);
      return;
    }
    // A filter that a question is asked without is set no longer.
    if ("filter" in said) tell("filter-chat", { do: "without", filter: said.filter, text: said.text });
    const asks = said.do === "ask" || said.do === "retry";
    if (asks) send(false);
    tell(asks ? "ask" : said.to || "act", said);
    if (said.do === "edit") toEdited(element.closest(".cd-turn").querySelector(".cd-question").textContent, said.words);
    if (said.do === "cancel") setTimeout(toQuestion, 300);
    // The next page begins at its top.
    if (said.do === "page") document.getElementById("cd-find").scrollIntoView({ block: "start" });
  }

  // On the document, because Gradio replaces what is on the page with every update.
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    hideQuote();
    const marker = target.closest("[data-marker]");
    const passage = marker ? document.getElementById(marker.dataset.card) : target.closest(".cd-read")?.closest(".cd-passage");
    const pressed = target.closest("button[data-do], button[data-copy], button[data-copy-link], button[data-article]");
    const folded = target.closest("[data-fold]")?.closest(".cd-sources");
    const again = target.closest("[data-reopen]");
    if (passage) readPassage(passage);
    else if (folded) unfold(folded, !("unfolded" in folded.dataset));
    else if (again) reopen(again.dataset.reopen);
    else if (pressed?.dataset.copy) copy(pressed, pressed.dataset.copy);
    else if (pressed?.hasAttribute("data-copy-link")) copy(pressed, pressed.parentElement.querySelector("a").href);
    else if (pressed?.dataset.do) act(pressed);
    else if (pressed) read(pressed.dataset.article, null);
  });

  // On a phone an answer's sources are folded in; those that were opened stay open over updates.
  const unfolded = new Set();

  function unfold(sources, open) {
    sources.toggleAttribute("data-unfolded", open);
    sources.querySelector("[data-fold]").setAttribute("aria-expanded", String(open));
    if (open) unfolded.add(sources.dataset.sources);
    else unfolded.delete(sources.dataset.sources);
  }

  Object.assign(window.citedesk, { unfold });

  // -- keys ---------------------------------------------------------------------------------------

  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select");
    if (event.key === "Escape") {
      if (hover) dismiss(document.querySelector("[aria-describedby='cd-hover']"));
      const shown = Boolean(hover);
      hideQuote();
      const cancel = document.querySelector("#cd-mode [data-do='cancel']");
      if (closePast()) document.querySelector("#cd-past summary").focus();
      else if (!document.querySelector("dialog[open]") && closeFilters(true)) return;
      else if (document.querySelector("dialog[open]")) close();
      else if (cancel && !shown) cancel.click();
    } else if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      toQuestion();
    }
  });

  // -- Gradio's own parts -------------------------------------------------------------------------

  // What it says of its limits names neither a cause nor what to do.
  const SAID = [
    [/busy|queue is full/i, "Too many questions are waiting for an answer. Ask again in a minute."],
    [/connection|failed to fetch|load failed/i, "The server cannot be reached. Check that it is still running, then try again."],
  ];

  function reword() {
    for (const toast of document.querySelectorAll("[data-testid='toast-text']:not([data-said])")) {
      const [, ours] = SAID.find(([said]) => said.test(toast.textContent)) || [];
      toast.dataset.said = "yes";
      if (ours) toast.textContent = ours;
    }
  }

  // -- the conversation ---------------------------------------------------------------------------

  let turnsSeen = 0;
  let focused = null;
  let commenting = false;

  document.addEventListener("focusin", (event) => {
    focused = event.target instanceof Element ? event.target : null;
  });

  // An update puts new elements in place of the old: who was on a marker or a button of an answer stays on it.
  function keepPlace() {
    const turn = focused && !focused.isConnected && focused.closest(".cd-turn")?.id;
    if (!turn || document.activeElement !== document.body) return;
    const { id, tagName, textContent } = focused;
    const there = [...document.querySelectorAll(`#${turn} ${tagName}`)];
    const same = id ? document.getElementById(id) : there.find((one) => one.textContent === textContent);
    same?.focus({ preventScroll: true });
  }

  function follow() {
    const log = document.getElementById("cd-conversation");
    if (log && log.getAttribute("role") !== "log") {
      log.setAttribute("role", "log");
      log.setAttribute("aria-label", "Conversation");
      list();
    }
    const turns = document.querySelectorAll(".cd-turn");
    if (turns.length > turnsSeen && turns.length > 1) {
      // At once: a page that glides would be drawn sixty times a second while the answer is looked for.
      turns[turns.length - 1].scrollIntoView({ behavior: "instant", block: "start" });
    }
    turnsSeen = turns.length;
    keepPlace();
    // What has just come up must not stay hidden behind the line to type in.
    const comment = document.querySelector(".cd-turn:last-child .cd-comment");
    if (comment && !commenting) comment.scrollIntoView({ block: "nearest" });
    commenting = Boolean(comment);
    for (const fresh of document.querySelectorAll("a[data-fresh-link]")) {
      if (fresh.textContent !== fresh.href) fresh.textContent = fresh.href;
    }
    for (const sources of document.querySelectorAll(".cd-sources:not([data-unfolded])")) {
      if (unfolded.has(sources.dataset.sources)) unfold(sources, true);
    }
    save();
    entitle();
    draft();
    askAgain();
    drawUploads();
    keepLabels();
    keepFocus();
    window.citedesk.keepMenu();
    keepLit();
    drawFilters();
    reword();
  }

  function start() {
    document.documentElement.lang = "en";
    const told = make("div", "cd-hidden");
    told.id = "cd-announce";
    told.setAttribute("role", "status");
    document.body.append(told);
    let waiting = false;
    new MutationObserver(() => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        follow();
      });
    }).observe(document.body, { childList: true, subtree: true });
    follow();
  }

  // Gradio may put this script in its place only when the document is long there.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
