"use strict";
// Keeps the line of a folded group of checkboxes saying which of them are ticked.
{
    document.addEventListener("change", (event) => {
        const folded = event.target.closest("details.folded");
        if (!folded) return;
        const ticked = [...folded.querySelectorAll("input:checked")];
        const labels = ticked.map((input) => input.closest("label").textContent.trim());
        folded.querySelector(".folded-ticked").textContent =
            labels.join(", ") || folded.dataset.nothing;
    });

    // A link from a list of problems names a row: open what is folded in it.
    const named = document.getElementById(location.hash.slice(1));
    if (named) named.querySelectorAll("details.folded").forEach((part) => { part.open = true; });
}
