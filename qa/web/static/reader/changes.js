// What became of an article from one version to the next, word by word.
(() => {
  "use strict";

  const { make, words, button, fetched } = window.citedesk;

  const TAGS = { gone: ["del", "[removed: "], new: ["ins", "[added: "] };

  function stretch({ kind, text }) {
    if (!TAGS[kind]) return text;
    const [tag, name] = TAGS[kind];
    const element = make(tag);
    element.append(make("span", "cd-hidden", name), text, make("span", "cd-hidden", "]"));
    return element;
  }

  function shown(before, after, rows) {
    const box = make("section", "cd-changes");
    box.append(make("h3", "", `From version ${before} to version ${after}`));
    if (!rows.length) box.append(make("p", "cd-quiet", "The wording is the same; only a date, an outlet or a link has changed."));
    for (const row of rows) {
      const line = words("p", "cd-change");
      line.append(...row.map(stretch));
      box.append(line);
    }
    return box;
  }

  // A button that shows below it what became of the version before, or of this one when it is the first; and
  // hides it again.
  function whatChanged(article) {
    const at = article.versions.indexOf(article.version);
    const pair = [article.version, article.versions[at > 0 ? at - 1 : at + 1]];
    const [before, after] = pair.sort((one, two) => one - two);
    let box = null;
    const element = button("cd-copy", "What changed", async () => {
      if (!box) {
        element.disabled = true;
        try {
          const { changes } = await fetched("api/changes", { article: article.article_id, before, after });
          box = shown(before, after, changes);
          box.hidden = true;
          element.closest("p").after(box);
        } catch (error) {
          element.textContent = `What changed: ${error.message}. Try again`;
          return;
        } finally {
          element.disabled = false;
        }
      }
      box.hidden = !box.hidden;
      element.textContent = box.hidden ? "What changed" : "Hide what changed";
      element.setAttribute("aria-expanded", String(!box.hidden));
    });
    element.setAttribute("aria-expanded", "false");
    return element;
  }

  Object.assign(window.citedesk, { whatChanged });
})();
