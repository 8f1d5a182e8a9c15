import { t as openBundle } from "./bundle.js";
import { Cn as jsonText } from "./configuration.js";
import { n as verificationText } from "./verification-text.js";
import { a as verifyBundle } from "./verify-bundle.js";

// src/app/commands/verify.ts
/** `gate verify`: checks a bundle, folder or zip. Exit code 0 it holds, 1 it differs, 2 it can't be judged. */
async function verify(bundle, expectations, format, io) {
	const opened = await openBundle(bundle);
	try {
		const verification = verifyBundle(opened.folder, expectations);
		io.stdout(format === "json" ? jsonText(verification) : verificationText(verification));
		return verification.exitCode;
	} finally {
		opened.cleanup();
	}
}

export { verify };