import { t as openBundle } from "./bundle.js";
import { Dn as jsonText } from "./configuration.js";
import { n as verificationText } from "./verification-text.js";
import { o as verifying } from "./verify-bundle.js";
import { t as breathing } from "./breathing.js";

// src/app/commands/verify.ts
/** `gate verify`: checks a bundle, folder or zip. Exit code 0 it holds, 1 it differs, 2 it can't be judged. */
async function verify(bundle, expectations, format, io) {
	const opened = await openBundle(bundle, (line) => io.stderr(`gate verify: ${line}\n`));
	try {
		const verification = await breathing(verifying(opened.folder, expectations));
		io.stdout(format === "json" ? jsonText(verification) : verificationText(verification));
		return verification.exitCode;
	} finally {
		opened.cleanup();
	}
}

export { verify };