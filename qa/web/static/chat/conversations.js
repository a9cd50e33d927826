// Past conversations, kept in this browser and nowhere else. What is kept is sealed by the server, so that
// it comes back as it was given.
(() => {
  "use strict";

  const PLACE = "citedesk-conversations";
  const MOST = 200;
  const MOST_CHARACTERS = 2_000_000;

  // The one asked last comes first.
  function all() {
    try {
      const kept = JSON.parse(localStorage.getItem(PLACE) || "[]");
      return Array.isArray(kept) ? kept.sort((one, two) => two.at - one.at) : [];
    } catch {
      return [];
    }
  }

  // Without room, or where a browser keeps nothing, the oldest go first, and pinned ones only after those.
  // The one asked last stays: it is the one that somebody is in.
  function keep(conversations) {
    const [newest, ...others] = [...conversations].sort((one, two) => two.at - one.at);
    const pinned = others.filter((other) => other.pinned);
    const ranked = [newest, ...pinned, ...others.filter((other) => !other.pinned)].filter(Boolean).slice(0, MOST);
    // One that is too long for any browser to keep takes no other with it.
    const texts = ranked.map((conversation) => JSON.stringify(conversation)).filter((text) => text.length < MOST_CHARACTERS);
    let characters = texts.reduce((sum, text) => sum + text.length + 1, 1);
    while (texts.length) {
      try {
        if (characters > MOST_CHARACTERS) throw new RangeError("too much to keep");
        localStorage.setItem(PLACE, `[${texts.join(",")}]`);
        return;
      } catch {
        characters -= texts.pop().length + 1;
      }
    }
    try {
      localStorage.removeItem(PLACE);
    } catch {
      // Nothing is kept then.
    }
  }

  // Its own address, so that a reload brings it back; "" for a conversation that is yet to begin.
  const current = () => new URLSearchParams(location.search).get("conversation") || "";

  // A step is one that the browser's Back undoes: each of its stops knows its conversation.
  function address(name, step = false) {
    if (name ? name === current() : !location.search) return;
    const search = name ? `?${new URLSearchParams({ conversation: name })}` : location.pathname;
    if (step) history.replaceState({ ...history.state, conversation: current() }, "");
    if (step) history.pushState({ conversation: name }, "", search);
    else history.replaceState({ ...history.state, conversation: name }, "", search);
  }

  // A page that opens one does not greet before that is there.
  if (current() || new URLSearchParams(location.search).has("answer")) document.documentElement.dataset.opens = "yes";

  const shown = () => document.querySelector("#cd-conversation [data-conversation]")?.dataset.conversation || "";

  window.addEventListener("popstate", ({ state }) => {
    if (state?.conversation === undefined) {
      // The first question of it was answered while something was read, of which the address is no longer needed.
      if (!state?.reading && !location.search && shown()) address(shown());
      return;
    }
    const search = new URLSearchParams(location.search);
    if (search.has("answer")) window.citedesk.tell("act", { do: "shared", name: search.get("answer") });
    else if (state.conversation && state.conversation !== shown()) reopen(state.conversation);
    else if (!state.conversation && shown()) begin();
  });

  let saved = "";
  // What was only opened again is not asked anew.
  let opened = "";

  // The earlier turns and the last one are drawn one after the other: what is shown between may be the end of
  // one conversation, or parts of two.
  function shownWhole() {
    const names = new Set([...document.querySelectorAll("[data-conversation]")].map((part) => part.dataset.conversation));
    const numbers = [...document.querySelectorAll(".cd-turn")].map((turn) => Number(turn.dataset.turn));
    return names.size === 1 && numbers.every((number, at) => number === at + 1);
  }

  const shownTurns = () => [...document.querySelectorAll(".cd-turn[data-kept]")].map((turn) => turn.dataset.kept);

  function questionOf(kept) {
    try {
      return JSON.parse(JSON.parse(kept).turn).question;
    } catch {
      return kept;
    }
  }

  // Two tabs may have asked at the same moment: what one has kept of a conversation, and behind it what only the
  // other one shows. Of a question that both have, it is what is shown.
  function together(kept, shown) {
    const left = [...shown];
    const both = kept.map((turn) => {
      const at = left.findIndex((other) => questionOf(other) === questionOf(turn));
      return at < 0 ? turn : left.splice(at, 1)[0];
    });
    return [...both, ...left];
  }

  function save() {
    if (document.querySelector(".cd-turn[aria-busy]")) opened = "";
    const name = shown();
    const turns = shownTurns();
    if (!name || !turns.length || !shownWhole()) return;
    const state = `${name} ${turns.length} ${turns[turns.length - 1].slice(0, 100)}`;
    if (state === saved) return;
    saved = state;
    const others = all();
    const at = others.findIndex((conversation) => conversation.name === name);
    const [known] = at < 0 ? [] : others.splice(at, 1);
    const seen = name === opened && known?.turns.length === turns.length;
    const title = document.querySelector(".cd-turn[data-kept] .cd-question").textContent;
    const joined = together(known?.turns || [], turns);
    keep([...others, { title, ...known, name, turns: joined, at: seen ? known.at : Date.now() }]);
    if (current() !== name) {
      window.citedesk.moveDraft(current(), name);
      address(name, Boolean(current() || new URLSearchParams(location.search).get("answer")));
    }
    window.citedesk.list();
    if (joined.length > turns.length) reopen(name);
  }

  // By which tabs, bookmarks and the browser's history tell conversations apart.
  function entitle() {
    const question = document.querySelector(".cd-question")?.textContent;
    const title = question ? `${question} · Citedesk` : "Citedesk";
    if (document.title !== title) document.title = title;
  }

  // Another tab may have gone on with the conversation that is open here: what is asked next goes on from that.
  // What is asked here meanwhile is put behind that once it is answered.
  function catchUp() {
    const kept = all().find((conversation) => conversation.name === shown());
    if (!kept || !shownWhole() || document.querySelector(".cd-turn[aria-busy], #cd-composer[data-sent]")) return;
    const turns = together(kept.turns, shownTurns());
    if (turns.length > kept.turns.length) change(kept.name, { turns });
    if (turns.length > document.querySelectorAll(".cd-turn").length) reopen(kept.name);
  }

  window.addEventListener("storage", ({ key }) => {
    if (key === PLACE) catchUp();
  });

  function begin() {
    delete document.documentElement.dataset.opens;
    address("", true);
    window.citedesk.showDraft();
    window.citedesk.tell("act", { do: "new" });
  }

  function reopen(name) {
    const turns = all().find((conversation) => conversation.name === name)?.turns || [];
    opened = name;
    address(name, true);
    window.citedesk.showDraft();
    window.citedesk.tell("act", { do: "open", name, turns });
  }

  function change(name, changes) {
    keep(all().map((conversation) => (conversation.name === name ? { ...conversation, ...changes } : conversation)));
  }

  // Returns what was forgotten, so that it can be taken back.
  function forget(name) {
    const kept = all();
    keep(kept.filter((conversation) => conversation.name !== name));
    return kept.find((conversation) => conversation.name === name);
  }

  const remember = (conversation) => keep([...all(), conversation]);

  Object.assign(window.citedesk, { save, entitle, reopen, begin, current, conversations: { PLACE, all, change, forget, remember } });
})();
