// The copy button of a terminal copies the commands, without prompts, remarks and output. It reads `innerText`.
for (const code of document.querySelectorAll('code.language-console')) {
    const lines = code.textContent.split('\n').filter((line) => line.startsWith('$ '));
    const commands = lines.map((line) => line.slice(2).replace(/ {2,}#.*$/, ''));
    Object.defineProperty(code, 'innerText', { value: commands.join('\n') });
}
