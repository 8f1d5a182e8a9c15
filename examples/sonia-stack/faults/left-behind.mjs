// What a faulty service leaves behind. It does nothing, and nobody ends it; after ten minutes it does so itself.
setTimeout(() => {}, 600_000);
