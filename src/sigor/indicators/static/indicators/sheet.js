// Cells copied from a spreadsheet, pasted into the grid from the cell that has the focus, row by row.
document.addEventListener("paste", (event) => {
  const field = event.target.closest("#hoja input[type=text]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!field || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const rows = [...field.closest("tbody").rows];
  const cellsOf = (row) => [...row.querySelectorAll("input[type=text]:not(:disabled)")];
  const firstRow = rows.indexOf(field.closest("tr"));
  const firstColumn = cellsOf(rows[firstRow]).indexOf(field);
  text.trimEnd().split(/\r?\n/).forEach((line, down) => {
    const row = rows[firstRow + down];
    if (!row) return;
    line.split("\t").forEach((value, across) => {
      const cell = cellsOf(row)[firstColumn + across];
      if (cell) cell.value = value.trim();
    });
  });
});
