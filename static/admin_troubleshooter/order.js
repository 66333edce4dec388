"use strict";
// Up and down buttons for rows that have a position. Without this file the numbers do it.
{
    const announcer = document.createElement("p");
    announcer.className = "seen-only-by-readers";
    announcer.setAttribute("role", "status");

    const position = (row) => row.querySelector("input.position");
    const isRow = (row) =>
        row && row.matches(".inline-related:not(.empty-form)") && Boolean(position(row));
    const rowsOf = (group) => [...group.querySelectorAll(".inline-related")].filter(isRow);
    const index = (row) => Number(row.id.slice(row.id.lastIndexOf("-") + 1));

    // Rows of different choices are numbered apart, so a row only moves among its own.
    const kin = (row) => row.querySelector("select[name$='-choice']")?.value ?? "";
    const peers = (row) =>
        rowsOf(row.closest(".inline-group")).filter((other) => kin(other) === kin(row));

    const number = (rows) => {
        rows.forEach((row, at) => {
            if (position(row).value !== String(at + 1)) position(row).value = at + 1;
        });
    };

    const refresh = (group) => {
        for (const row of rowsOf(group)) {
            const among = peers(row);
            const [up, down] = row.querySelectorAll(".moves button");
            if (!up) continue;
            up.disabled = among[0] === row;
            down.disabled = among.at(-1) === row;
        }
    };

    const move = (row, step, button) => {
        const among = peers(row);
        const other = among[among.indexOf(row) + step];
        if (!other) return;
        if (step < 0) other.before(row);
        else other.after(row);
        number(peers(row));
        refresh(row.closest(".inline-group"));
        const [up, down] = row.querySelectorAll(".moves button");
        (button.disabled ? (button === up ? down : up) : button).focus();
        row.scrollIntoView({ block: "nearest" });
        announcer.textContent = `${position(row).dataset.said} ${position(row).value}`;
    };

    const dress = (row) => {
        const heading = row.querySelector("h3");
        if (!heading || heading.querySelector(".moves")) return;
        const moves = document.createElement("span");
        moves.className = "moves";
        const label = row.querySelector(".inline_label")?.textContent.trim() ?? "";
        const words = position(row).dataset;
        for (const [step, sign, text] of [[-1, "↑", words.up], [1, "↓", words.down]]) {
            const button = document.createElement("button");
            button.type = "button";
            button.textContent = sign;
            button.title = text;
            button.setAttribute("aria-label", `${text}: ${label}`);
            button.addEventListener("click", () => move(row, step, button));
            moves.append(button);
        }
        heading.prepend(moves);
    };

    const sort = (group, by) => {
        const rows = rowsOf(group);
        if (!rows.length) return;
        const place = document.createComment("rows");
        rows[0].before(place);
        place.after(...[...rows].sort((a, b) => by(a) - by(b)));
        place.remove();
    };

    const start = () => {
        document.body.append(announcer);
        for (const group of document.querySelectorAll(".inline-group")) {
            rowsOf(group).forEach(dress);
            refresh(group);
        }
    };

    document.addEventListener("formset:added", (event) => {
        if (!isRow(event.target)) return;
        dress(event.target);
        position(event.target).value = "";
        refresh(event.target.closest(".inline-group"));
    });

    // Django numbers the forms anew when an unsaved row is taken out, in the order of the page;
    // saved rows must come first then, as the server counts them.
    document.addEventListener("formset:removed", (event) => {
        const group = document.getElementById(`${event.detail.formsetName}-group`);
        if (!group || !rowsOf(group).length) return;
        const shown = rowsOf(group);
        sort(group, index);
        setTimeout(() => {
            sort(group, (row) => shown.indexOf(row));
            refresh(group);
        });
    });

    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
    else start();
}
