// What is being typed, conversation by conversation: it outlives a reload of this tab and a restart of the
// server.
(() => {
  "use strict";

  const PLACE = "citedesk-drafts";
  const line = () => document.querySelector("#cd-question textarea");

  function drafts() {
    try {
      return JSON.parse(sessionStorage.getItem(PLACE) || "{}");
    } catch {
      return {};
    }
  }

  function put(name, text) {
    const kept = drafts();
    if ((kept[name] || "") === text) return;
    if (text) kept[name] = text;
    else delete kept[name];
    try {
      sessionStorage.setItem(PLACE, JSON.stringify(kept));
    } catch {
      // Without room it is kept on the page only.
    }
  }

  function fill(box, text) {
    if (box.value === text) return;
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // A question that waits for its answer would be lost with the page: until then it counts as being typed.
  const asked = () => document.querySelector(".cd-turn[aria-busy] .cd-question")?.textContent || "";

  // Over a slow line it takes seconds until the question stands there: so long the button shows that it is on
  // its way.
  const MOST_ON_THE_WAY_MS = 30000;
  let turns = 0;
  let last = null;

  const lastTurn = () => document.querySelector("#cd-conversation .cd-turn");

  // A question was typed, or is one that the page offers.
  function send(typed) {
    const composer = document.getElementById("cd-composer");
    if (composer.dataset.sent) return;
    turns = document.querySelectorAll(".cd-turn").length;
    last = lastTurn();
    composer.dataset.sent = typed ? "typed" : "offered";
    setTimeout(() => delete composer.dataset.sent, MOST_ON_THE_WAY_MS);
  }

  function arrive() {
    const { dataset } = document.getElementById("cd-composer");
    const stands = document.querySelectorAll(".cd-turn").length !== turns || document.querySelector(".cd-turn[aria-busy]");
    // What is asked again may be answered before the page has shown that it is asked.
    const taken = dataset.sent === "typed" ? !line().value : lastTurn() !== last;
    if (stands || taken || document.querySelector("[data-testid='toast-text']")) delete dataset.sent;
  }

  let restored = false;

  // Called after every change of the page.
  function draft() {
    const box = line();
    if (!box) return;
    arrive();
    if (restored) {
      put(window.citedesk.current(), box.value || asked());
      return;
    }
    restored = true;
    if (!box.value) fill(box, drafts()[window.citedesk.current()] || "");
    if (document.activeElement === document.body && window.matchMedia("(pointer: fine)").matches) box.focus();
  }

  // Called when another conversation is opened or begun: the line has what was being typed in that one.
  function showDraft() {
    if (line() && restored) fill(line(), drafts()[window.citedesk.current()] || "");
  }

  // A conversation has its name only once its first question is answered, and whoever types meanwhile types on.
  function moveDraft(from, to) {
    const text = drafts()[from] || "";
    put(from, "");
    put(to, text);
  }

  // To its end, or with some of its words ready to be typed over.
  function toQuestion(words = "") {
    const box = line();
    if (!box) return;
    box.focus();
    const at = words ? box.value.lastIndexOf(words) : -1;
    const [start, end] = at < 0 ? [box.value.length, box.value.length] : [at, at + words.length];
    box.setSelectionRange(start, end);
  }

  // Once the question that is edited stands in the line. The page shows the beginning of a long one.
  function toEdited(question, words, tries = 50) {
    const typed = line()?.value || "";
    if (typed.slice(0, 400) === question.slice(0, 400) || !tries) toQuestion(words);
    else setTimeout(toEdited, 100, question, words, tries - 1);
  }

  document.addEventListener("input", (event) => {
    if (event.target === line()) draft();
  });

  // What is blank, is on its way already, or comes while an answer does, stays in the line.
  function ask(event) {
    const waits = document.querySelector("#cd-composer[data-sent], .cd-turn[aria-busy]");
    if (line()?.value.trim() && !waits) {
      send(true);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  // Before Gradio hears of it, and by the event that it listens to.
  document.addEventListener("keypress", (event) => {
    if (event.key === "Enter" && !event.shiftKey && event.target === line()) ask(event);
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("#cd-ask")) ask(event);
  }, true);

  Object.assign(window.citedesk, { draft, showDraft, moveDraft, toQuestion, toEdited, send });
})();
