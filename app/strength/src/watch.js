// Stands behind the module's glue: judges a password while it is typed. `panels` name their input in `data-strength`.
export const watch = async (panels, module) => {
  await __wbg_init({ module_or_path: module });
  for (const panel of panels) {
    const input = document.getElementById(panel.dataset.strength);
    const others = [...input.form.elements].filter(({ type }) => type === "text");
    const judge = () => {
      if (!input.value) return delete panel.dataset.score;
      const names = others.flatMap(({ value }) => value.split(/[@ .]/));
      const verdict = strength(input.value, names.join("\n"));
      panel.dataset.score = verdict[0];
      const reason = verdict.slice(2);
      panel.lastElementChild.textContent = reason ? `Too easy to guess: ${reason}.` : "Hard to guess.";
    };
    input.form.addEventListener("input", judge);
    judge();
  }
};
