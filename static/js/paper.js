// The button that opens the browser's print dialog; without this script the page says how to.
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
