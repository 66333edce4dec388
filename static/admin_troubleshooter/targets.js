"use strict";
// Draw, move and resize the rectangles to tap on an instruction's picture. The numbers beside it
// are what is saved: this only writes them. Without this file they are typed.
{
    const SVG = "http://www.w3.org/2000/svg";
    const LEAST = 1; // percent: anything smaller is a slip of the pointer
    const HANDLE = 12; // pixels

    const round = (value) => Math.round(value * 10) / 10;
    const within = (value, most) => Math.min(Math.max(value, 0), most);

    const setUp = (targets) => {
        const stage = targets.querySelector(".stage");
        const svg = stage.querySelector("svg");
        const rows = [...targets.querySelectorAll(".target")].map((row) => [
            ...row.querySelectorAll("input"),
        ]);
        if (svg.classList.contains("drawable")) return;
        svg.classList.add("drawable");

        const read = (row) => row.map((input) => parseFloat(input.value));
        const isSet = (row) => read(row).every(Number.isFinite);
        const isEmpty = (row) => row.every((input) => input.value === "");
        const write = (row, box) => {
            row.forEach((input, side) => { input.value = box ? round(box[side]) : ""; });
            draw();
        };

        const rect = (box, kind) => {
            const shape = document.createElementNS(SVG, "rect");
            ["x", "y", "width", "height"].forEach((name, side) =>
                shape.setAttribute(name, box[side]));
            if (kind) shape.classList.add(kind);
            svg.append(shape);
            return shape;
        };

        const draw = () => {
            svg.replaceChildren();
            const size = svg.getBoundingClientRect();
            const corner = [(HANDLE / size.width) * 100 || 5, (HANDLE / size.height) * 100 || 3];
            rows.forEach((row, number) => {
                if (!isSet(row)) return;
                const [x, y, width, height] = read(row);
                rect([x, y, width, height]).dataset.row = number;
                const at = [x + width - corner[0] / 2, y + height - corner[1] / 2, ...corner];
                rect(at, "corner").dataset.row = number;
            });
        };

        const point = (event) => {
            const size = svg.getBoundingClientRect();
            return [
                within(((event.clientX - size.left) / size.width) * 100, 100),
                within(((event.clientY - size.top) / size.height) * 100, 100),
            ];
        };
        const between = (a, b) => [
            Math.min(a[0], b[0]), Math.min(a[1], b[1]),
            Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]),
        ];

        svg.addEventListener("pointerdown", (event) => {
            if (event.button !== 0) return;
            const held = event.target.dataset.row;
            const row = held === undefined ? rows.find(isEmpty) : rows[held];
            if (!row) return;
            event.preventDefault();
            svg.setPointerCapture(event.pointerId);
            const from = point(event);
            const before = isSet(row) ? read(row) : null;
            const resizes = event.target.classList.contains("corner");
            const moved = (to) => {
                if (!before) return between(from, to);
                if (resizes) return between(before, to);
                const [x, y, width, height] = before;
                return [
                    within(x + to[0] - from[0], 100 - width),
                    within(y + to[1] - from[1], 100 - height), width, height,
                ];
            };
            const drag = (moving) => write(row, moved(point(moving)));
            const pressed = new AbortController();
            const drop = (dropped) => {
                pressed.abort();
                const box = moved(point(dropped));
                const isSlip = box[2] < LEAST || box[3] < LEAST;
                write(row, isSlip ? before : box);
            };
            const signal = pressed.signal;
            svg.addEventListener("pointermove", drag, { signal });
            svg.addEventListener("pointerup", drop, { signal });
            svg.addEventListener("pointercancel", drop, { signal });
        });

        rows.forEach((row) => {
            row.forEach((input) => input.addEventListener("input", draw));
            const clear = document.createElement("button");
            clear.type = "button";
            clear.textContent = "×";
            const name = row[0].closest(".target").getAttribute("aria-label");
            clear.setAttribute("aria-label", `${targets.dataset.clear}: ${name}`);
            clear.title = targets.dataset.clear;
            clear.addEventListener("click", () => write(row, null));
            row[0].closest(".target").append(clear);
        });
        draw();

        // The picture just chosen, before it is sent: a canvas needs no address of its own.
        const upload = targets.closest(".inline-related")?.querySelector("input[type=file]");
        upload?.addEventListener("change", async () => {
            const [file] = upload.files;
            if (!file) return;
            let bitmap;
            try {
                bitmap = await createImageBitmap(file);
            } catch {
                return; // not a picture: the server says why
            }
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
            canvas.getContext("2d").drawImage(bitmap, 0, 0);
            stage.querySelector("img, canvas")?.remove();
            stage.prepend(canvas);
            stage.hidden = false;
            draw();
        });
    };

    const start = () =>
        document.querySelectorAll(".inline-related:not(.empty-form) .targets").forEach(setUp);
    document.addEventListener("formset:added", (event) =>
        event.target.querySelectorAll?.(".targets").forEach(setUp));
    window.addEventListener("resize", start);
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
    else start();
}
