// Past conversations, kept in this browser and nowhere else. What is kept is sealed by the server, so that
// it comes back as it was given.
(() => {
  "use strict";

  const { make, button } = window.citedesk;
  const PLACE = "citedesk-conversations";
  const MOST = 30;
  const MOST_CHARACTERS = 2_000_000;

  function all() {
    try {
      const kept = JSON.parse(localStorage.getItem(PLACE) || "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }

  // Without room, or where a browser keeps nothing, the oldest go first.
  function keep(conversations) {
    const kept = conversations.slice(0, MOST);
    while (kept.length) {
      const text = JSON.stringify(kept);
      try {
        if (text.length > MOST_CHARACTERS) throw new RangeError("too much to keep");
        localStorage.setItem(PLACE, text);
        return;
      } catch {
        kept.pop();
      }
    }
    try {
      localStorage.removeItem(PLACE);
    } catch {
      // Nothing is kept then.
    }
  }

  let saved = "";

  function save() {
    const name = document.querySelector("#cd-conversation [data-conversation]")?.dataset.conversation;
    const turns = [...document.querySelectorAll(".cd-turn[data-kept]")].map((turn) => turn.dataset.kept);
    if (!name || !turns.length) return;
    const state = `${name} ${turns.length} ${turns[turns.length - 1].slice(0, 100)}`;
    if (state === saved) return;
    saved = state;
    const title = document.querySelector(".cd-turn[data-kept] .cd-question").textContent;
    const others = all().filter((conversation) => conversation.name !== name);
    keep([{ name, title, at: Date.now(), turns }, ...others]);
    // Its own address, so that a reload brings it back.
    history.replaceState(history.state, "", `?${new URLSearchParams({ conversation: name })}`);
    list();
  }

  function reopen(name) {
    const kept = all().find((conversation) => conversation.name === name);
    window.citedesk.tell("act", { do: "open", name, turns: kept?.turns || [] });
  }

  // -- what is being typed, which outlives a reload of this tab ------------------------------------

  const DRAFT = "citedesk-draft";
  let restored = false;

  document.addEventListener("input", (event) => {
    if (event.target instanceof Element && event.target.matches("#cd-question textarea")) draft();
  });

  function draft() {
    const box = document.querySelector("#cd-question textarea");
    if (!box) return;
    if (restored) {
      sessionStorage.setItem(DRAFT, box.value);
      return;
    }
    restored = true;
    const typed = sessionStorage.getItem(DRAFT);
    if (typed && !box.value) {
      box.value = typed;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (document.activeElement === document.body && window.matchMedia("(pointer: fine)").matches) box.focus();
  }

  function moment(at) {
    return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
  }

  function list() {
    const place = document.getElementById("cd-past-list");
    if (!place) return;
    const kept = all();
    const items = kept.map((conversation) => {
      const item = make("li");
      const open = button("cd-past-open", "", () => {
        place.closest("details").open = false;
        window.citedesk.tell("act", { do: "open", name: conversation.name, turns: conversation.turns });
      });
      const [title, at] = [make("bdi", "", conversation.title), make("span", "", moment(conversation.at))];
      open.append(title, at);
      const forget = button(
        "cd-past-forget",
        "×",
        () => {
          keep(all().filter((other) => other.name !== conversation.name));
          list();
        },
        `Forget: ${conversation.title}`,
      );
      item.append(open, forget);
      return item;
    });
    place.replaceChildren(...items);
    document.getElementById("cd-past-none").hidden = kept.length > 0;
  }

  Object.assign(window.citedesk, { save, list, reopen, draft });
})();
