// The button behind a picture's SVG download saves the same as PNG, drawn by the browser; until this runs its place is kept, unseen.
for (const button of document.querySelectorAll("button.png")) {
  const link = button.previousElementSibling;
  button.addEventListener("click", () => save(link.href).catch((error) => { button.textContent = `PNG: ${error.message}`; }));
  button.classList.add("ready");
}

async function save(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await answer.text())}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width * 2;
  canvas.height = image.height * 2;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = "writ.png";
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
}
