// An answer on an open page says so when an article of it is removed or corrected meanwhile.
(() => {
  "use strict";

  const EVERY_MS = 15_000;
  let known = null;

  // How often the archive has changed; null where that cannot be told.
  async function generation() {
    try {
      const response = await fetch("api/generation", { cache: "no-store" });
      // Who is no longer logged in is told so by what is asked next.
      if (response.status === 401) clearInterval(clock);
      return response.ok ? (await response.json()).generation : null;
    } catch {
      return null;
    }
  }

  async function look() {
    if (document.visibilityState !== "visible" || !document.querySelector(".cd-turn")) return;
    const now = await generation();
    // An answer that is on its way is followed once it is there.
    if (now === null || now === known || document.querySelector(".cd-turn[aria-busy]")) return;
    known = now;
    window.citedesk.tell("act", { do: "follow" });
  }

  const clock = setInterval(look, EVERY_MS);
  document.addEventListener("visibilitychange", look);
})();
