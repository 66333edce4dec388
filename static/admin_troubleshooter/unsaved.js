"use strict";
// Whoever leaves a form that holds something unsaved is asked first, as the browser words it: all
// that leads away from it, to a preview or to publishing, would drop what was typed. Without this
// file nobody is asked.
{
    const start = () => {
        const form = document.querySelector("#content-main form[method=post][id$=_form]");
        if (!form) return;
        const isTyped = ([name]) => !name.startsWith("CHANGE_FORM-"); // an action is chosen, not saved
        const said = () => JSON.stringify([...new FormData(form)].filter(isTyped)
            .map(([name, value]) => [name, value.name ?? value]));
        // What was refused is not saved either.
        const saved = form.querySelector(".errornote") ? null : said();
        let isSent = false;
        form.addEventListener("submit", (event) => {
            isSent = event.submitter?.name !== "index"; // "Run" saves nothing
        });
        window.addEventListener("pageshow", () => { isSent = false; });
        window.addEventListener("beforeunload", (event) => {
            if (!isSent && said() !== saved) event.preventDefault();
        });
    };
    // After the scripts that dress the form.
    window.addEventListener("load", start);
}
