// A server that was started anew has forgotten this page's conversation and filters. The page is loaded again
// then: its address and its drafts bring back what was there.
(() => {
  "use strict";

  const PLACE = "citedesk-ask-again";
  // What the server holds of a page that lies open it lets go after six hours.
  const HELD_MS = 5 * 3600 * 1000;
  let known = "";
  let forgotten = false;
  let asked = Date.now();
  // From here on it is for the page that comes to ask.
  let leaving = false;

  // Which start of the server this is; "" for one that is not reached.
  async function startOfServer() {
    try {
      const response = await fetch("gradio_api/app_id", { cache: "no-store" });
      // Sessions end with a server: loading the page leads to the log-in.
      return response.ok ? String((await response.json()).app_id) : "unknown";
    } catch {
      return "";
    }
  }

  async function look() {
    const start = await startOfServer();
    forgotten ||= Boolean(known && start && start !== known);
    known ||= start;
  }

  // Called before anything is asked of the server. Where that has forgotten the page it never returns.
  async function whole(question = "") {
    await look();
    const idle = Date.now() - asked;
    asked = Date.now();
    if (!forgotten && idle <= HELD_MS) return;
    if (question) sessionStorage.setItem(PLACE, question);
    leaving = true;
    location.reload();
    await new Promise(() => {});
  }

  // After that, what was asked is asked, once the conversation is back.
  function askAgain() {
    const question = sessionStorage.getItem(PLACE);
    const box = document.querySelector("#cd-question textarea");
    if (leaving || !question || box?.value !== question) return;
    if (window.citedesk.current() && !document.querySelector(".cd-turn")) return;
    sessionStorage.removeItem(PLACE);
    document.getElementById("cd-ask").click();
  }

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") whole();
  });
  startOfServer().then((start) => {
    known = start;
  });

  Object.assign(window.citedesk, { whole, askAgain });
})();
