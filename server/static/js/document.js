// Hover or focus in the text shows the claims that rest on these words, and the other way round.
const text = document.querySelector(".text");
const list = document.querySelector(".claim-list");
let shown = [];

function show(numbers, scroll) {
  for (const element of shown) element.classList.remove("shown");
  shown = [];
  for (const number of numbers) {
    const item = document.getElementById(`claim-${number}`);
    if (item) shown.push(item);
    shown.push(...text.querySelectorAll(`mark[data-claims~="${number}"]`));
  }
  for (const element of shown) element.classList.add("shown");
  const first = numbers.length ? document.getElementById(`claim-${numbers[0]}`) : null;
  const pane = first && first.closest(".beside");
  if (scroll && pane && getComputedStyle(pane).overflowY === "auto") {
    pane.scrollTop = first.offsetTop - pane.offsetTop - pane.clientHeight / 3;
  }
}

function numbersOf(target) {
  const element = target instanceof Element ? target.closest("[data-claims], [data-claim]") : null;
  if (!element) return [];
  return (element.dataset.claims || element.dataset.claim).split(" ");
}

text.addEventListener("mouseover", (event) => show(numbersOf(event.target), true));
text.addEventListener("focusin", (event) => show(numbersOf(event.target), true));
list.addEventListener("mouseover", (event) => show(numbersOf(event.target), false));
list.addEventListener("focusin", (event) => show(numbersOf(event.target), false));
