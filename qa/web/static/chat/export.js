// An answer or the whole conversation as a file.
(() => {
  "use strict";

  const { make } = window.citedesk;
  const UNREACHED = { error: "The server cannot be reached", try: "Check that it is still running, then try again." };

  const sealed = (turn) => turn.dataset.kept || turn.dataset.sealed;

  // What the server gave out it takes back, and nothing else.
  function turnsOf(menu) {
    const answer = menu.closest("[data-turn]");
    return (answer ? [answer] : [...document.querySelectorAll(".cd-turn")]).map(sealed).filter(Boolean);
  }

  function save(file, name) {
    const link = make("a");
    link.href = URL.createObjectURL(file);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  function showTrouble(menu, text) {
    let place = menu.querySelector(".cd-export-trouble");
    if (!place) {
      place = make("p", "cd-export-trouble");
      place.setAttribute("role", "alert");
      menu.querySelector(".cd-export-box").append(place);
    }
    place.textContent = text;
  }

  async function fetchFile(turns, form) {
    const response = await fetch("api/export", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ turns, form }),
    }).catch(() => null);
    if (!response?.ok) {
      const problem = (await response?.json().catch(() => null)) || UNREACHED;
      throw new Error(`${problem.error}. ${problem.try}`);
    }
    const [, name] = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition")) || [];
    return [await response.blob(), name];
  }

  async function exportAs(button) {
    const menu = button.closest(".cd-export");
    button.disabled = true;
    try {
      save(...(await fetchFile(turnsOf(menu), button.dataset.export)));
      menu.open = false;
      window.citedesk.announce("Exported");
    } catch (error) {
      showTrouble(menu, error.message);
    } finally {
      button.disabled = false;
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-export]") : null;
    if (button) exportAs(button);
    for (const menu of document.querySelectorAll(".cd-export[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // Whose menu is open: an answer is drawn anew when more of it comes.
  let opened = "";

  function keepMenu() {
    const menu = opened && document.querySelector(`#${opened} .cd-export`);
    if (menu && !menu.open) menu.open = true;
  }

  // What opens must not stay hidden behind the line to type in.
  document.addEventListener(
    "toggle",
    (event) => {
      const menu = event.target;
      if (!menu.isConnected || !menu.matches(".cd-turn .cd-export")) return;
      opened = menu.open ? menu.closest(".cd-turn").id : "";
      if (menu.open) menu.scrollIntoView({ block: "nearest" });
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector(".cd-export[open]");
    if (event.key !== "Escape" || !menu) return;
    event.stopImmediatePropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  Object.assign(window.citedesk, { keepMenu });
})();
