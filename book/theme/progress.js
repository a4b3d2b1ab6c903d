// A page that `cargo book` serves loads itself again when the book was built anew.
const isServedHere = location.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
if (isServedHere) {
    const edition = async () => {
        const response = await fetch('edition', { cache: 'no-store' });
        return response.ok ? response.text() : null;
    };
    edition().then((first) => {
        // Another server has no such thing.
        if (first === null) return;
        setInterval(async () => {
            const now = await edition().catch(() => first);
            if (now !== first) location.reload();
        }, 1000);
    }).catch(() => {});
}
// On the page with the map of the steps: which exercises are done, if `cargo book` serves it on this machine.
const exercises = document.querySelectorAll('.map [data-exercise]');
if (exercises.length > 0 && isServedHere) {
    fetch('progress.json').then((response) => response.json()).then((records) => {
        let done = 0;
        for (const element of exercises) {
            if (records[element.dataset.exercise]?.done !== true) continue;
            element.classList.add('done');
            element.title = 'done';
            done += 1;
        }
        const all = document.querySelector('.map-progress');
        all.textContent = `${done} of ${exercises.length} exercises are done.`;
        // Another server than `cargo book` has no such file, and the page is complete without it.
    }).catch(() => {});
}
