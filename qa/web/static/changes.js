// What became of an article from one version to the next: sentences that went, and those that came.
(() => {
  "use strict";

  const { make, words, button } = window.citedesk;

  const whole = (article) => [article.title, article.summary, article.body].filter(Boolean).join("\n\n");

  function sentences(text) {
    const parts = window.Intl?.Segmenter
      ? [...new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(text)].map((part) => part.segment)
      : text.split(/(?<=[.!?…])\s+|\n+/);
    return parts.map((part) => part.trim()).filter(Boolean);
  }

  // How long a common course of sentences two texts have from each place on (Hunt and McIlroy, 1976).
  function courses(old, fresh) {
    const length = Array.from({ length: old.length + 1 }, () => new Uint32Array(fresh.length + 1));
    for (let i = old.length - 1; i >= 0; i -= 1) {
      for (let j = fresh.length - 1; j >= 0; j -= 1) {
        length[i][j] = old[i] === fresh[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
      }
    }
    return length;
  }

  function changes(before, after) {
    const old = sentences(whole(before));
    const fresh = sentences(whole(after));
    const length = courses(old, fresh);
    const found = [];
    let i = 0;
    let j = 0;
    while (i < old.length || j < fresh.length) {
      if (i < old.length && j < fresh.length && old[i] === fresh[j]) {
        i += 1;
        j += 1;
      } else if (j === fresh.length || (i < old.length && length[i + 1][j] >= length[i][j + 1])) {
        found.push(["del", old[i]]);
        i += 1;
      } else {
        found.push(["ins", fresh[j]]);
        j += 1;
      }
    }
    return found;
  }

  function shown(before, after) {
    const box = make("section", "cd-changes");
    box.append(make("h3", "", `From version ${before.version} to version ${after.version}`));
    const found = changes(before, after);
    if (!found.length) box.append(make("p", "cd-quiet", "The wording is the same; only a date, an outlet or a link has changed."));
    for (const [tag, text] of found) {
      const line = make("p");
      line.append(make("span", "cd-hidden", tag === "del" ? "Removed: " : "Added: "), words(tag, "", text));
      box.append(line);
    }
    return box;
  }

  // A button that shows in its place what became of the version before, or of this one when it is the first.
  function whatChanged(article, fetchArticle) {
    const at = article.versions.indexOf(article.version);
    const other = article.versions[at > 0 ? at - 1 : at + 1];
    const element = button("cd-copy", "What changed", async () => {
      element.disabled = true;
      try {
        const pair = [article, await fetchArticle(article.article_id, other)];
        element.closest("p").after(shown(...pair.sort((one, two) => one.version - two.version)));
        element.remove();
      } catch (error) {
        element.disabled = false;
        element.textContent = `What changed: ${error.message}. Try again`;
      }
    });
    return element;
  }

  Object.assign(window.citedesk, { whatChanged });
})();
