// Beside each picture's SVG download, the same as PNG, drawn by the browser.
for (const link of document.querySelectorAll("a[data-picture]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "PNG";
  button.addEventListener("click", () => save(link.href).catch((error) => { button.textContent = `PNG: ${error.message}`; }));
  link.after(" ", button);
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
