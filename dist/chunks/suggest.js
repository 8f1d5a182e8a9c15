// src/core/suggest.ts
/** How many typing mistakes are likely in a word. */
function limitOf(word) {
	if (word.length <= 4) return 1;
	return word.length <= 8 ? 2 : 3;
}
/**
* The right word that is nearest to a wrong one, for error messages: at most 2 typing mistakes away (1 in words of 4 letters, 3 in
* long ones), upper and lower case being one. Of equally near ones the first.
*/
function nearest(word, words) {
	let best;
	let least = limitOf(word) + 1;
	for (const candidate of words) {
		if (Math.abs(candidate.length - word.length) >= least) continue;
		const distance = mistakes(word.toLowerCase(), candidate.toLowerCase());
		if (distance < least) [best, least] = [candidate, distance];
	}
	return best;
}
/** Letters to insert, remove, replace, or swap with their neighbour, to make one word of the other. */
function mistakes(from, to) {
	let before = [];
	let above = Array.from({ length: to.length + 1 }, (_, column) => column);
	for (let row = 1; row <= from.length; row++) {
		const line = [row];
		for (let column = 1; column <= to.length; column++) {
			const same = from[row - 1] === to[column - 1];
			let least = Math.min((above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1, (above[column - 1] ?? 0) + (same ? 0 : 1));
			if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) least = Math.min(least, (before[column - 2] ?? 0) + 1);
			line.push(least);
		}
		before = above;
		above = line;
	}
	return above[to.length] ?? 0;
}

export { nearest as t };