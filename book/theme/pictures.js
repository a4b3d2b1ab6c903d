// A drawing that is small on a phone: a tap shows it as large as it is (`pictures.css`), another one makes it small again.
for (const figure of document.querySelectorAll('figure.picture')) {
    figure.addEventListener('click', () => figure.classList.toggle('large'));
}
