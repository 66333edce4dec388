"use strict";
// Keeps the line of a folded group of checkboxes saying which of them are ticked.
{
    document.addEventListener("change", (event) => {
        const folded = event.target.closest("details.folded");
        if (!folded) return;
        const words = folded.dataset;
        const labels = (group) =>
            [...group.querySelectorAll("input:checked")]
                .map((input) => input.closest("label").textContent.trim())
                .join(` ${words.or} `);
        const groups = [...folded.querySelectorAll("fieldset")].map(labels).filter(Boolean);
        folded.querySelector(".folded-ticked").textContent =
            groups.join(` ${words.and} `) || words.nothing;
    });

    // A link from a list of problems names a row: open what is folded in it.
    const named = document.getElementById(location.hash.slice(1));
    if (named) named.querySelectorAll("details.folded").forEach((part) => { part.open = true; });
}
