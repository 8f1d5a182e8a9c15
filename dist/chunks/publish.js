import { n as hashFile } from "./hash.js";
import { c as some, n as GITHUB, o as cut, t as ANNOTATIONS, u as whyNotRemoved } from "./budget.js";
import { i as told, n as RefusedError, o as runUrl, t as GarbledAnswer } from "./refusal.js";
import { o as sha256OfBytes } from "./verdict.js";
import { a as labelLines, f as plain, i as label, n as commandProperty, o as log, p as plainLines, t as commandData } from "./escape.js";
import { s as listInWords } from "./width.js";
import { n as slugPath } from "./slug.js";
import { l as gateOf, n as SetupError } from "./errors.js";
import { n as against } from "./row-words.js";
import { t as verdictOfFinding } from "./finding-verdict.js";
import fs from "node:fs";
import path from "node:path";

// src/report/permissions.ts
const CHANNELS = {
	"check-run": {
		purpose: "the check run",
		permission: ["checks", "write"]
	},
	"commit-status": {
		purpose: "the commit status",
		permission: ["statuses", "write"]
	},
	comment: {
		purpose: "the comment on the pull request",
		permission: ["pull-requests", "write"]
	},
	artifact: { purpose: "the evidence as an artifact" },
	history: {
		purpose: "the artifacts of earlier runs",
		permission: ["actions", "read"]
	},
	approvals: {
		purpose: "the reviews of the pull request",
		permission: ["pull-requests", "read"]
	},
	changes: {
		purpose: "the change, as GitHub compares it,",
		permission: ["contents", "read"]
	},
	configuration: {
		purpose: "the configuration at the base commit",
		permission: ["contents", "read"]
	}
};
/** The YAML that a job lacks, ready to be copied; undefined where no permission is asked for. */
function permissionYaml(...channels) {
	const scopes = /* @__PURE__ */ new Map();
	for (const channel of channels) {
		const [scope, access] = CHANNELS[channel].permission ?? [];
		if (scope !== void 0 && access !== void 0 && scopes.get(scope) !== "write") scopes.set(scope, access);
	}
	if (scopes.size === 0) return void 0;
	return ["permissions:", ...[...scopes].map(([scope, access]) => `  ${scope}: ${access}`)].join("\n");
}
/** What could not be done, why, and the permission that would mend it; one line of harmless text. */
function refusalInWords(refusal) {
	const { channel } = refusal;
	const lacks = CHANNELS[channel].permission;
	const permission = lacks && `the job needs \`permissions: { ${lacks.join(": ")} }\``;
	return `${CHANNELS[channel].purpose} could not be ${verb(refusal)}: ${whyRefused(refusal, permission)}`;
}
/** Why a request did not succeed, and GitHub's own words; one line of harmless text. @param permission what would mend a denial */
function whyRefused(refusal, permission) {
	const said = log(refusal.message ?? "").trim();
	return `${reason(refusal, permission)}${said === "" ? "" : ` (${said})`}`;
}
function verb({ channel }) {
	return CHANNELS[channel].permission?.[1] === "read" ? "read" : "written";
}
function reason({ kind, status, message = "", waitMs }, permission) {
	if (kind === "distrusted") return "this runner does not trust GitHub's certificate: name the authority in NODE_EXTRA_CA_CERTS";
	if (kind === "garbled") return "GitHub's answer is not whole, or not what its API promises";
	if (kind === "endless") return "the list is too long to be read to its end";
	if (kind === "limited") return limited(waitMs);
	if (kind === "invalid" && status === void 0) return "GitHub does not hand it out";
	if (status === void 0) return "GitHub did not answer";
	if (status === 401) return "the token is not valid, or it has expired: see the input `token`";
	if (status === 403) return forbidden(message, permission);
	if (status === 404) return `there is no such thing, or the token may not see it${permission ? `: ${permission}` : ""}`;
	if (status >= 500) return `GitHub answered ${status}, also after every retry`;
	return `GitHub answered ${status}`;
}
function limited(waitMs) {
	return `GitHub takes no more requests of this token ${waitMs === void 0 ? "for now" : `for another ${Math.ceil(waitMs / 6e4)} min`}`;
}
/** What GitHub says with 403, in its own words; of few it is a permission that is missing. */
const FORBIDDEN = [
	[/issue is locked|conversation.*locked/i, "the conversation is locked"],
	[/SAML/i, "the organization demands single sign-on: authorize the token for it"],
	[/IP allow list/i, "this runner's address is not on the organization's IP allow list"],
	[/archived/i, "the repository is archived"],
	[/authenticate via a GitHub App/i, "a person's token can't write it: use the workflow's own, or an app's"]
];
function forbidden(message, permission) {
	const known = FORBIDDEN.find(([pattern]) => pattern.test(message))?.[1];
	if (known !== void 0) return known;
	return (message === "" || /not accessible by|permission|must have admin/i.test(message)) && permission !== void 0 ? permission : "GitHub forbids it";
}
const READ_ONLY = {
	fork: "This pull request comes from a fork, so its token can only read.",
	dependabot: "This pull request is by Dependabot, so its token can only read."
};
/** What is not there because the token can only read, and where to look instead. */
function readOnlyNote(who, missing) {
	const things = missing.map((channel) => CHANNELS[channel].purpose);
	const lost = things.length === 0 ? "" : ` ${sentence(listInWords(things))} can't be written from here.`;
	return { words: `${READ_ONLY[who]}${lost} The decision stands in the job's exit code, this summary and the evidence; a workflow on workflow_run can report it from trusted code.` };
}
function sentence(words) {
	return words.slice(0, 1).toUpperCase() + words.slice(1);
}

// src/adapters/github/pull-request.ts
/**
* The pull request that an event tells of. A fork's is the open one of its branch, with that very commit at its head.
* @returns undefined when there is none (closed, or pushed to since)
* @throws RefusedError; SetupError where it may be one of several, into different branches
*/
async function findPullRequest(github, repository, ref) {
	return "number" in ref ? byNumber(github, repository, ref.number) : byHead(github, repository, ref);
}
async function byNumber(github, repository, number) {
	const send = async () => {
		const { base } = (await github.rest.pulls.get({
			...repository,
			pull_number: number
		})).data;
		return {
			number,
			base: base.sha
		};
	};
	return github.persistently({
		what: `pull request ${number}`,
		send
	});
}
async function byHead(github, repository, { head, sha }) {
	const send = async () => {
		const { data } = await github.rest.pulls.list({
			...repository,
			head,
			state: "open",
			per_page: 100
		});
		return data.filter((pull) => pull.head.sha === sha).map(({ number, base }) => ({
			number,
			base: base.sha
		}));
	};
	const [found, ...others] = await github.persistently({
		what: "pull requests of the branch",
		send
	});
	if (others.length === 0) return found;
	const numbers = [found, ...others].map((pull) => pull?.number).join(", ");
	throw new SetupError(`commit ${sha} is the head of several open pull requests (${numbers}), and GitHub does not say of which one the run is`);
}
/** The parents of a commit. @throws RefusedError */
async function parentsOf(github, repository, commit) {
	return github.persistently({
		what: `commit ${commit}`,
		send: async () => (await github.rest.repos.getCommit({
			...repository,
			ref: commit
		})).data.parents.map(({ sha }) => sha)
	});
}

// src/app/action/trouble.ts
/** What GitHub refused, in words of what it was for. */
function refusedInWords(channel, refusal) {
	return refusalInWords({
		channel,
		...toldOf(refusal)
	});
}
/** What GitHub refused, in words of what was asked for. */
function unreadInWords({ what, refusal }) {
	return `${what} could not be read: ${whyRefused(toldOf(refusal))}`;
}
/** Why GitHub could not be asked, in words. @throws what is a defect of ours */
function troubleInWords(channel, error) {
	if (error instanceof RefusedError) return refusedInWords(channel, error.refusal);
	throw error;
}
function toldOf({ kind, status, detail: message, waitMs }) {
	return {
		kind,
		message,
		...status !== void 0 && { status },
		...waitMs !== void 0 && { waitMs }
	};
}

// src/adapters/github/artifact.ts
/** The artifact is not there, or not what was sent. */
var ArtifactError = class extends Error {
	/** The run has another artifact of this name. */
	taken;
	constructor(message, { taken = false } = {}) {
		super(message);
		this.name = "ArtifactError";
		this.taken = taken;
	}
};
/** How long the service may take for what has no bytes, and for each MiB. Its client waits for a silent one for a quarter of an hour. */
const PATIENCE = {
	baseMs: 3e5,
	mibMs: 2e3
};
const MIB = 1048576;
/** @throws ArtifactError when it takes too long: it may go on, and nobody waits for it */
async function within(bytes, work) {
	const ms = PATIENCE.baseMs + Math.ceil(bytes / MIB) * PATIENCE.mibMs;
	let timer;
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new ArtifactError(`the artifact service did not answer within ${Math.round(ms / 6e4)} min`)), ms);
	});
	return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
/**
* Uploads one file as it is. GitHub names such an artifact by its file, so that a hard link with that name is what is sent.
* One of this name that is there already, with the same bytes, is the one: an earlier attempt got through.
* @throws ArtifactError with one line
*/
async function uploadArtifact({ file, name, retentionDays }, context) {
	const { DefaultArtifactClient } = await import("./artifact.js");
	const client = new DefaultArtifactClient();
	const folder = fs.mkdtempSync(path.join(path.dirname(file.path), ".artifact-"));
	const link = path.join(folder, name);
	try {
		fs.linkSync(file.path, link);
		const days = retentionDays === void 0 ? {} : { retentionDays };
		const { size } = fs.statSync(link);
		const { id, digest } = await within(size, client.uploadArtifact(name, [link], folder, {
			...days,
			skipArchive: true
		}));
		return artifactOf({
			id,
			digest
		}, {
			file,
			name
		}, context);
	} catch (error) {
		if (error instanceof ArtifactError) throw error;
		const found = await within(0, existing(client, name));
		if (found?.id !== void 0 && sha256Of(found.digest) === file.sha256) return artifactOf(found, {
			file,
			name
		}, context);
		const message = error instanceof Error ? error.message : String(error);
		throw new ArtifactError(message.split("\n")[0] ?? "", { taken: /already exists|\(409\)/.test(message) });
	} finally {
		whyNotRemoved(folder);
	}
}
/**
* Fetches an artifact of this run by its name, the newest of that name, as it is; its bytes are what the service says they are.
* @param folder for it, empty @throws ArtifactError, and what the client throws
*/
async function fetchArtifact(name, folder) {
	const { DefaultArtifactClient } = await import("./artifact.js");
	const client = new DefaultArtifactClient();
	const { id, digest, size } = (await within(0, client.getArtifact(name))).artifact;
	if (digest === void 0) throw new ArtifactError("GitHub tells no digest of it");
	await within(size, client.downloadArtifact(id, {
		path: folder,
		skipDecompress: true,
		expectedHash: digest
	}));
	const sha256 = sha256Of(digest);
	return {
		id: String(id),
		digest: sha256,
		file: soleFile(folder, sha256)
	};
}
/**
* Fetches an artifact of another run, as it is. @param into an empty folder
* @throws ArtifactError
*/
async function fetchFromRun({ id, sha256, bytes }, into, { repository: { owner, repo }, runId, token }) {
	const { DefaultArtifactClient } = await import("./artifact.js");
	const findBy = {
		token,
		workflowRunId: Number(runId),
		repositoryOwner: owner,
		repositoryName: repo
	};
	await within(bytes, new DefaultArtifactClient().downloadArtifact(Number(id), {
		path: into,
		findBy,
		skipDecompress: true
	})).catch((error) => {
		throw error instanceof ArtifactError ? error : new ArtifactError(error instanceof Error ? error.message : String(error));
	});
	return soleFile(into, sha256);
}
function soleFile(folder, expected) {
	const [file, ...others] = fs.readdirSync(folder);
	if (file === void 0 || others.length > 0) throw new ArtifactError("it did not come as one file");
	const full = path.join(folder, file);
	const { sha256 } = hashFile(full);
	if (sha256 !== expected) throw new ArtifactError(`its bytes are not those that GitHub tells of: sha256 ${sha256}, expected ${expected}`);
	return full;
}
async function existing(client, name) {
	try {
		return (await client.getArtifact(name)).artifact;
	} catch {
		return;
	}
}
function artifactOf({ id, digest }, { file, name }, { serverUrl, repository, runId }) {
	if (id === void 0) throw new ArtifactError("GitHub gave it no id");
	if (sha256Of(digest) !== file.sha256) throw new ArtifactError(`GitHub has other bytes: sha256 ${sha256Of(digest)}, sent ${file.sha256}`);
	const url = `${serverUrl}/${repository.owner}/${repository.repo}/actions/runs/${runId}/artifacts/${id}`;
	return {
		id: String(id),
		name,
		url,
		digest: `sha256:${file.sha256}`
	};
}
function sha256Of(digest) {
	return (digest ?? "nothing").replace(/^sha256:/, "");
}

// src/app/action/artifact-name.ts
/** What artifacts begin with: those of jobs that observe, and those of the jobs that decide upon them. */
const PREFIXES = {
	run: "gate-evidence",
	plan: "gate-evidence",
	history: "gate-history",
	decide: "gate-decision",
	report: "gate-decision"
};
/** What the artifact of a job is called. A stage is a job of its own, and its name is written as in a file's. */
function artifactName({ runId, runAttempt }, { command, artifactName: given, stage }) {
	return given ?? `${PREFIXES[command]}-${runId}-${runAttempt}${stage === void 0 ? "" : `-${slugPath(stage.replaceAll("/", "-"), 60)}`}.zip`;
}
/** A name that no other job of the run can have: of a matrix, all jobs have the same one otherwise. */
function ownArtifactName(name, id) {
	return name.replace(/\.zip$/, `-${id}.zip`);
}

// src/adapters/github/pages.ts
const PAGE = 100;
/** Of a list with more than this nobody reads all. */
const PAGES = 20;
/** A list that changes while it is read may miss some; so often it is read anew. */
const READINGS = 3;
/**
* Reads a list to its end: GitHub may cut a page short and name a next one. What counts its items must have given them all.
* @throws RefusedError
*/
async function everyPage(github, listed) {
	for (let reading = 1;; reading++) {
		const { items, total = 0 } = await read(github, listed);
		if (items.length >= total) return items;
		const detail = `GitHub listed ${items.length} of ${total}`;
		if (reading === READINGS) throw new RefusedError(listed.what, {
			kind: "garbled",
			detail,
			ambiguous: false
		});
	}
}
async function read(github, { what, page }) {
	const items = [];
	for (let number = 1; number <= PAGES; number++) {
		const found = await github.persistently({
			what,
			send: async () => whole(await page({
				per_page: PAGE,
				page: number
			}))
		});
		items.push(...found.items);
		if (!goesOn(found)) return {
			items,
			...found.total !== void 0 && { total: found.total }
		};
	}
	throw new RefusedError(what, {
		kind: "endless",
		detail: `GitHub lists more than 2000: not all were looked at`,
		ambiguous: false
	});
}
/** An answer may be anything. */
function whole(page) {
	if (!Array.isArray(page.items)) throw new GarbledAnswer("the answer holds no list");
	return page;
}
function goesOn({ items, headers }) {
	return items.length === PAGE || /;\s*rel="?next"?/.test(headers.link ?? "");
}

// src/adapters/github/check-run.ts
/** GitHub takes so many annotations in one request; a PATCH of the output adds its own to those that are there. */
const ANNOTATIONS_A_REQUEST = 50;
/**
* Makes a check run: completed from the start, as a workflow's token may not conclude it later. Annotations beyond the first 50
* follow in further requests. One annotation that GitHub does not take must not cost the rest: then it is made without them.
* @throws RefusedError
*/
async function createCheckRun(github, repository, check) {
	const found = await github.persistently({
		what: "check runs",
		send: () => find(github, repository, check)
	});
	const first = check.annotations.slice(0, ANNOTATIONS_A_REQUEST);
	try {
		return await annotateAll(github, repository, check, found ?? await create(github, repository, check, first));
	} catch (error) {
		if (found !== void 0 || first.length === 0 || !isInvalid(error)) throw error;
		const { url } = await create(github, repository, check, []);
		return {
			url,
			refused: error
		};
	}
}
/** The check runs of a name on a commit that we wrote, by their external ids, the newest first. @throws RefusedError */
async function ownCheckRuns(github, repository, { name, head }) {
	const author = await github.login();
	const send = async () => (await list(github, repository, {
		name,
		head
	})).flatMap(({ app, external_id }) => `${app?.slug ?? ""}[bot]` === author ? [external_id ?? ""] : []);
	return github.persistently({
		what: "check runs",
		send
	});
}
/** All check runs on a commit that we wrote, of any name. @throws RefusedError */
async function decisionsOn(github, repository, head) {
	const author = await github.login();
	return (await everyPage(github, {
		what: "check runs",
		page: async (paging) => {
			const { data, headers } = await github.rest.checks.listForRef({
				...repository,
				ref: head,
				filter: "all",
				...paging
			});
			return {
				items: data.check_runs,
				total: data.total_count,
				headers
			};
		}
	})).flatMap(({ app, external_id: externalId, completed_at: completed, output: { title, summary } }) => {
		if (`${app?.slug ?? ""}[bot]` !== author) return [];
		return [{
			externalId: externalId ?? "",
			title: title ?? "",
			summary: summary ?? "",
			completedAt: Date.parse(completed ?? "")
		}];
	});
}
async function annotateAll(github, repository, check, { id, url, annotations }) {
	for (let sent = annotations; sent < check.annotations.length; sent += ANNOTATIONS_A_REQUEST) try {
		await annotate(github, repository, check, {
			id,
			sent
		});
	} catch (error) {
		if (!isInvalid(error)) throw error;
		return {
			url,
			refused: error
		};
	}
	return { url };
}
function isInvalid(error) {
	return error instanceof RefusedError && error.refusal.status === 422;
}
async function create(github, repository, check, annotations) {
	return github.persistently({
		what: "check run",
		send: async () => {
			const { data } = await github.rest.checks.create({
				...repository,
				name: check.name,
				head_sha: check.head,
				external_id: check.externalId,
				status: "completed",
				conclusion: check.conclusion,
				...check.detailsUrl !== void 0 && { details_url: check.detailsUrl },
				output: {
					...outputOf(check),
					annotations: [...annotations]
				}
			});
			return {
				id: told(data.id),
				url: data.html_url ?? "",
				annotations: annotations.length
			};
		},
		done: async () => find(github, repository, check)
	});
}
async function list(github, repository, { name, head }) {
	const { data } = await github.rest.checks.listForRef({
		...repository,
		ref: head,
		check_name: name,
		filter: "all",
		per_page: 100
	});
	return data.check_runs;
}
/** The check run of this very execution, if there is one. */
async function find(github, repository, check) {
	const run = (await list(github, repository, check)).find(({ external_id }) => external_id === check.externalId);
	return run && {
		id: run.id,
		url: run.html_url ?? "",
		annotations: run.output.annotations_count
	};
}
/** @param sent annotations that the run has */
async function annotate(github, repository, check, { id, sent }) {
	const batch = check.annotations.slice(sent, sent + ANNOTATIONS_A_REQUEST);
	await github.persistently({
		what: `annotations ${sent + 1} to ${sent + batch.length} of the check run`,
		send: async () => {
			told((await github.rest.checks.update({
				...repository,
				check_run_id: id,
				output: {
					...outputOf(check),
					annotations: batch
				}
			})).data.id);
			return true;
		},
		done: async () => {
			const { data } = await github.rest.checks.get({
				...repository,
				check_run_id: id
			});
			return data.output.annotations_count >= sent + batch.length ? true : void 0;
		}
	});
}
function outputOf({ title, summary, text }) {
	return {
		title,
		summary,
		...text !== void 0 && { text }
	};
}

// src/adapters/github/comment.ts
/** Where comments of one pull request are read and written; all pages, our own author's alone. */
var Comments = class {
	github;
	repository;
	pullRequest;
	constructor(github, repository, pullRequest) {
		this.github = github;
		this.repository = repository;
		this.pullRequest = pullRequest;
	}
	/** The comments of ours whose text satisfies `matches`, oldest first. Anybody, and any bot, can write our marker; only we are our author. */
	async find(matches) {
		const author = await this.github.login();
		return (await everyPage(this.github, {
			what: "comments of the pull request",
			page: async (paging) => {
				const asked = {
					...this.repository,
					issue_number: this.pullRequest,
					...paging
				};
				const { data, headers } = await this.github.rest.issues.listComments(asked);
				return {
					items: data,
					headers
				};
			}
		})).flatMap(({ id, html_url: url, body = "", user }) => user?.login === author && matches(body) ? [{
			id,
			url,
			body
		}] : []);
	}
	/** @param isIt tells this very comment, should its creation not be answered @returns its page */
	async create(body, isIt) {
		return this.github.persistently({
			what: "comment",
			send: async () => told((await this.github.rest.issues.createComment({
				...this.repository,
				issue_number: this.pullRequest,
				body
			})).data.html_url),
			done: async () => (await this.find(isIt)).at(-1)?.url
		});
	}
	/** @returns its page */
	async update({ id }, body) {
		return this.github.persistently({
			what: "comment",
			send: async () => told((await this.github.rest.issues.updateComment({
				...this.repository,
				comment_id: id,
				body
			})).data.html_url)
		});
	}
};

// src/adapters/github/commit-status.ts
/** The statuses of ours on a commit, the newest first; none where they can't be read: that keeps nobody from writing one. */
async function ownStatuses(github, repository, head) {
	const author = await github.login();
	return (await everyPage(github, {
		what: "commit statuses",
		page: async (paging) => {
			const { data, headers } = await github.rest.repos.listCommitStatusesForRef({
				...repository,
				ref: head,
				...paging
			});
			return {
				items: data,
				headers
			};
		}
	}).catch((error) => {
		if (error instanceof RefusedError) return [];
		throw error;
	})).flatMap(({ context, target_url: targetUrl, creator }) => creator?.login === author ? [{
		context,
		targetUrl: targetUrl ?? ""
	}] : []);
}
/** Adds a status to a commit; the newest of a context counts. @throws RefusedError */
async function createCommitStatus(github, repository, status) {
	const { head: sha, state, context, description, targetUrl } = status;
	await github.persistently({
		what: "commit status",
		send: async () => {
			const target = targetUrl === void 0 ? {} : { target_url: targetUrl };
			told((await github.rest.repos.createCommitStatus({
				...repository,
				sha,
				state,
				context,
				description,
				...target
			})).data.id);
			return true;
		},
		done: async () => {
			const { data } = await github.rest.repos.listCommitStatusesForRef({
				...repository,
				ref: sha,
				per_page: 100
			});
			const newest = data.find((one) => one.context === context);
			return newest?.description === description && newest.state === state ? true : void 0;
		}
	});
}

// src/report/comment-marker.ts
const MARKER = /^<!-- gate-action ([\w.!~*'()%]*) run=(\d{1,40}) attempt=(\d{1,40})(?: execution=([\w.!~*'()%]*) configuration=([\w.!~*'()%]*)(?: reporter=(\d{1,40}\.\d{1,40}))?)? -->/;
/**
* The marker as an HTML comment, for the first line of a comment. The name is encoded so that nothing in it can end the marker.
* @throws RangeError when run or attempt is no whole number
*/
function commentMarker({ name, runId, runAttempt, executionId, configuration, reporter }) {
	const of = executionId === void 0 ? "" : ` execution=${encoded(executionId)} configuration=${encoded(configuration ?? "")}${reporter === void 0 ? "" : ` reporter=${reporter}`}`;
	return `<!-- gate-action ${encoded(name)} run=${digits(runId)} attempt=${digits(runAttempt)}${of} -->`;
}
/** The marker that a comment begins with; a marker anywhere else is somebody's quotation. */
function parseMarker(comment) {
	const match = MARKER.exec(comment);
	if (!match) return void 0;
	const [, name = "", runId = "", runAttempt = "", executionId, configuration, reporter] = match;
	try {
		return {
			name: decodeURIComponent(name),
			runId,
			runAttempt,
			...executionId !== void 0 && { executionId: decodeURIComponent(executionId) },
			...configuration !== void 0 && { configuration: decodeURIComponent(configuration) },
			...reporter !== void 0 && { reporter }
		};
	} catch {
		return;
	}
}
/** Whether this is the comment of the same check, whichever run wrote it. */
function isSameComment(a, b) {
	return encoded(a.name) === encoded(b.name);
}
function encoded(name) {
	return encodeURIComponent(plain(name).trim()).replaceAll("-", "%2D");
}
function digits(number) {
	if (!/^\d{1,40}$/.test(number)) throw new RangeError(`a run and its attempt are whole numbers, not ${JSON.stringify(number)}`);
	return number;
}

// src/report/origin.ts
function standing(theirs, mine) {
	const sameRun = theirs.runId === mine.runId;
	const sameExecution = theirs.executionId === void 0 || theirs.executionId === mine.executionId;
	const sameConfiguration = theirs.configuration === void 0 || theirs.configuration === mine.configuration;
	if (sameRun && !sameConfiguration) return "other";
	if (isNewer(theirs, mine)) return "newer";
	if (isNewer(mine, theirs)) return "older";
	return sameExecution ? "same" : "other";
}
/** Whether `a` is of a later run than `b`, or of a later attempt of the same run, or was told of by a later reporter. */
function isNewer(a, b) {
	const [ofA, ofB] = [orderOf(a), orderOf(b)];
	const at = ofA.findIndex((number, index) => number !== ofB[index]);
	return at >= 0 && (ofA[at] ?? 0n) > (ofB[at] ?? 0n);
}
function orderOf({ runId, runAttempt, reporter = "0.0" }) {
	return [
		runId,
		runAttempt,
		...reporter.split(".")
	].map((number) => BigInt(number));
}
const ORIGIN = /^([\w-]{1,100})\/(\d{1,40})\/(\d{1,40})(?:\/([\w.!~*'()%-]*))?(?:\/(\d{1,40}\.\d{1,40}))?$/;
/** In one word without blanks, for the external id of a check run and the address of a status. */
function originText({ executionId = "", runId, runAttempt, configuration = "", reporter }) {
	const by = reporter === void 0 ? "" : `/${reporter}`;
	return `${executionId}/${runId}/${runAttempt}/${encodeURIComponent(configuration)}${by}`;
}
/** Reads what `originText` wrote; undefined where it is anything else. */
function parseOrigin(text) {
	const [, executionId = "", runId = "", runAttempt = "", configuration, reporter] = ORIGIN.exec(text) ?? [];
	if (runId === "") return void 0;
	const path = configuration === void 0 ? void 0 : decoded(configuration);
	return {
		executionId,
		runId,
		runAttempt,
		...path !== void 0 && { configuration: path },
		...reporter !== void 0 && { reporter }
	};
}
function decoded(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return;
	}
}
/** Stands before the origin in the address that a status leads to. */
const FRAGMENT = "#gate-action:";
/** The address of a page, with the origin of what leads there. */
function addressWithOrigin(page, origin) {
	return `${page}${FRAGMENT}${originText(origin)}`;
}
function originInAddress(address) {
	const at = address.indexOf(FRAGMENT);
	return at < 0 ? void 0 : parseOrigin(address.slice(at + 13));
}
/** As many gates of one run under one name are told apart. */
const NAMES = 50;
/** `name`, `name (2)`, `name (3)`, … */
function namesLike(name) {
	return Array.from({ length: NAMES }, (_, index) => index === 0 ? name : `${name} (${index + 1})`);
}

// src/report/comment-plan.ts
/**
* What becomes of the comment. `existing` is the marker of the comment that is there already; an older run never overwrites
* what a newer one wrote, however late it ends.
*/
function commentPlan(mode, status, mine, existing) {
	if (mode === "never") return {
		action: "leave",
		reason: "no comment is wanted"
	};
	if (existing && isNewer(existing, mine)) return {
		action: "leave",
		reason: `run ${existing.runId}, attempt ${existing.runAttempt}, is newer and has already commented`
	};
	if (existing) return {
		action: "update",
		reason: `its comment of run ${existing.runId}, attempt ${existing.runAttempt}, is there`
	};
	if (mode === "on-failure" && status === "GO") return {
		action: "leave",
		reason: "a comment is wanted on failure only, and this is a GO"
	};
	return {
		action: "create",
		reason: `there is no comment yet, and the decision is ${status}`
	};
}

// src/report/place.ts
/**
* The path in the repository of a file that a finding names: relative, with `/`, never outside. Tools name files from the folder
* in which they ran, from the folder of the execution, or by their whole path. Undefined: it is none of the repository's.
*/
function repositoryPath(file, workingDirectory, repository) {
	const { checkout, folder = "", files } = repository;
	const inCheckout = (path) => relative(slashed(path), checkout);
	const named = inCheckout(file);
	if (named === void 0) return void 0;
	const whole = isAbsolute(slashed(file));
	const ranIn = inCheckout(workingDirectory);
	const base = isAbsolute(slashed(workingDirectory)) ? "" : folder;
	const paths = (whole ? [named] : [
		...ranIn === void 0 ? [] : [`${base}/${ranIn}/${named}`],
		`${folder}/${named}`,
		named
	]).flatMap((candidate) => normal(candidate) ?? []);
	return files ? paths.find((path) => files.has(path)) : paths[0];
}
/** A whole path as seen from the checkout, undefined outside of it; a relative one as it is. */
function relative(path, checkout) {
	if (!isAbsolute(path)) return path;
	const root = checkout === void 0 ? "" : slashed(checkout).replace(/\/+$/, "");
	return root !== "" && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : void 0;
}
function slashed(path) {
	return path.replaceAll("\\", "/");
}
function isAbsolute(path) {
	return /^(?:\/|[A-Za-z][A-Za-z+.-]*:)/.test(path);
}
/** Without `.`, empty and `..` steps; undefined when it leads outside, is none, or has characters that no path should have. */
function normal(path) {
	if (/\p{C}|[\u2028\u2029]/u.test(path)) return void 0;
	const steps = [];
	for (const step of path.split("/")) if (step === "..") {
		if (steps.pop() === void 0) return void 0;
	} else if (step !== "" && step !== ".") steps.push(step);
	return steps.length === 0 || steps[0] === ".git" ? void 0 : steps.join("/");
}

// src/report/annotations.ts
const LEVELS = [
	"failure",
	"warning",
	"notice"
];
/** The largest line number that the API takes. */
const LAST_LINE = 2147483647;
/**
* What to point at, the gravest first: each finding at its file and line, and each criterion that failed, is blocked or warned and
* has no finding of its name, at its gate's line in the configuration. What has no place in the repository stands there too.
*/
function annotations(outcome, repository) {
	const all = outcome.decision.judgements.flatMap((judgement) => annotationsOf(judgement, gateOf(outcome.plan, judgement.gate), repository));
	return some(LEVELS.flatMap((level) => all.filter(({ annotation_level }) => annotation_level === level)), ANNOTATIONS);
}
function annotationsOf(judgement, plan, repository) {
	const found = new Set(judgement.findings.flatMap(({ title, note }) => note ? [] : [title]));
	return [...judgement.findings.map((finding) => ofFinding(judgement, finding, plan, repository)), ...judgement.criteria.filter(({ name, verdict }) => isAnnotated(verdict) && !found.has(name)).map((criterion) => ofCriterion(judgement, criterion, plan, repository))];
}
/** What was skipped is not: the gate that it waited for is. */
function isAnnotated(verdict) {
	return verdict === "failed" || verdict === "blocked" || verdict === "warned";
}
function ofFinding(judgement, finding, plan, repository) {
	const { title, message, file, line } = finding;
	const path = file === void 0 ? void 0 : repositoryPath(file, plan?.workingDirectory ?? "", repository);
	const named = file !== void 0 && path === void 0 ? ` (${file}${line === void 0 ? "" : `:${line}`})` : "";
	return {
		...path === void 0 ? gateLine(plan, repository) : lineOf(path, line),
		annotation_level: levelOf(judgement, verdictOfFinding(judgement, finding)),
		...words(`${judgement.gate}: ${title}`, `${message}${named}`)
	};
}
function ofCriterion(judgement, criterion, plan, repository) {
	const { name, target, measured, verdict, words: told } = criterion;
	const why = told ?? (verdict === "blocked" ? measured : against(measured, target));
	return {
		...gateLine(plan, repository),
		annotation_level: levelOf(judgement, verdict),
		...words(`${judgement.gate}: ${name}`, `${verdict}: ${why}`)
	};
}
function levelOf({ required, verdict: ofGate }, verdict) {
	if (verdict === void 0) return "notice";
	if ((verdict === "failed" || verdict === "blocked") && required && ofGate !== "waived") return "failure";
	return isAnnotated(verdict) ? "warning" : "notice";
}
function gateLine(plan, { configuration }) {
	return lineOf(configuration, plan?.at.line);
}
function lineOf(path, line = 1) {
	const at = Number.isInteger(line) && line >= 1 && line <= LAST_LINE ? line : 1;
	return {
		path,
		start_line: at,
		end_line: at
	};
}
function words(title, message) {
	const shown = cut(labelLines(message), GITHUB.annotationText) || "no message";
	const exact = cut(plainLines(message).trim(), GITHUB.annotationText);
	return {
		title: cut(label(title), GITHUB.annotationTitle),
		message: shown,
		...exact !== shown && exact !== "" && { raw_details: exact }
	};
}

// src/report/workflow-commands.ts
const COMMANDS = {
	failure: "error",
	warning: "warning",
	notice: "notice"
};
/**
* The annotations as workflow commands, one line each, for when the check run can't be written: of each level as many as the runner
* keeps of one step. `omitted` counts the rest.
*/
function workflowCommands(annotations) {
	const shown = Object.keys(COMMANDS).flatMap((level) => annotations.filter((one) => one.annotation_level === level).slice(0, GITHUB.commandsPerLevel));
	return {
		shown: shown.map(workflowCommand),
		omitted: annotations.length - shown.length
	};
}
function workflowCommand({ annotation_level, path, start_line, end_line, title, message }) {
	const properties = {
		file: log(path),
		line: String(start_line),
		endLine: String(end_line),
		title: log(title)
	};
	const written = Object.entries(properties).map(([name, value]) => `${name}=${commandProperty(value)}`);
	const lines = message.split("\n").map(log).join("\n");
	return `::${COMMANDS[annotation_level]} ${written.join(",")}::${commandData(cut(lines, GITHUB.commandMessage))}`;
}

// src/app/action/publisher.ts
/** Writes through the API, where the token may write at all. @returns undefined where it could not */
async function write(publisher, channel, send) {
	const { github, context } = publisher;
	if (!github || context.readOnly !== void 0) return void 0;
	return attempt(publisher, channel, () => send(github));
}
/** Does one thing of several: its failure is said, and changes nothing. @returns undefined where it failed */
async function attempt({ log }, channel, work) {
	try {
		return await work();
	} catch (error) {
		log.warn(failureInWords(channel, error));
		return;
	}
}
/** Why something could not be written. */
function failureInWords(channel, error) {
	const message = error instanceof Error ? error.message : String(error);
	if (channel === "job-summary") return `the job summary could not be written: ${message}`;
	if (error instanceof ArtifactError || channel === "artifact") return `the evidence could not be uploaded: ${message}`;
	if (!(error instanceof RefusedError)) return `${channel}: ${message}`;
	return refusedInWords(channel, error.refusal);
}

// src/app/action/places.ts
/**
* The name under which something is written: never that of another gate of this run, whose decision would be gone, and none that a
* later run has written under.
* @param holder what is written there now
*/
async function claim(what, { name, origin }, { log }, holder) {
	for (const candidate of namesLike(name)) {
		const theirs = await holder(candidate);
		const found = theirs === void 0 ? "older" : standing(theirs, origin);
		if (found === "newer") {
			log.say(`${what} "${candidate}": left alone, run ${theirs?.runId}, attempt ${theirs?.runAttempt}, is newer and has already written it`);
			return;
		}
		if (found === "other") continue;
		if (candidate !== name) log.warn(`${what}: "${name}" is that of another gate of this run, so this one is "${candidate}"; give each a \`check-name\` of its own`);
		return { name: candidate };
	}
	throw new Error(`too many gates of this run are called "${name}"; give each a \`check-name\` of its own`);
}
/** @returns the page of the check run; annotations that it does not have become those of the step */
async function showCheck(shown, links, publisher) {
	const { context, log, runner } = publisher;
	const { repository, head } = context;
	const { annotations, ...words } = shown.wording.check(links);
	const externalId = originText(shown.origin);
	const written = await write(publisher, "check-run", async (github) => {
		const claimed = await claim("check run", shown, publisher, async (name) => {
			const ids = await ownCheckRuns(github, repository, {
				name,
				head
			});
			return ids.includes(externalId) ? shown.origin : ids.map(parseOrigin).find((origin) => origin !== void 0);
		});
		if (!claimed) return { url: void 0 };
		const check = {
			...words,
			annotations,
			name: claimed.name,
			head,
			externalId
		};
		return createCheckRun(github, repository, {
			...check,
			...links.run !== void 0 && { detailsUrl: links.run }
		});
	});
	if (written?.url !== void 0) await runner.outputs({ "check-run-url": written.url });
	const refused = written && "refused" in written ? written.refused : void 0;
	if (refused) log.warn(`annotations: ${failureInWords("check-run", refused)}; the check run is there without them`);
	if (!written || refused) {
		const commands = workflowCommands(annotations);
		log.commands(commands.shown);
		if (commands.omitted > 0) log.say(`${commands.omitted} more annotations stand in the summary`);
	}
	return written?.url;
}
async function showComment(shown, links, publisher) {
	const { inputs, context, log } = publisher;
	const { wording, origin } = shown;
	const { pullRequest, repository } = context;
	if (pullRequest === void 0 || inputs.comment === "never") return;
	await write(publisher, "comment", async (github) => {
		const number = "number" in pullRequest ? pullRequest.number : (await findPullRequest(github, repository, pullRequest))?.number;
		if (number === void 0) return log.say("no comment: the commit is no longer the head of an open pull request");
		const comments = new Comments(github, repository, number);
		const ours = await comments.find((body) => parseMarker(body) !== void 0);
		const markerOf = (name) => ({
			...origin,
			name: `${context.workflow} / ${name}`
		});
		const existing = (name) => ours.find(({ body }) => isOurs(body, markerOf(name)));
		const claimed = await claim("comment", shown, publisher, (name) => parseMarker(existing(name)?.body ?? ""));
		if (!claimed) return;
		const [marker, found] = [markerOf(claimed.name), existing(claimed.name)];
		const { action, reason } = commentPlan(inputs.comment, wording.status, marker, found && parseMarker(found.body));
		log.say(`comment: ${action}, as ${reason}`);
		if (action === "create") await comments.create(wording.comment(links, marker), (body) => isOurs(body, marker));
		if (action === "update" && found) await comments.update(found, wording.comment(links, marker));
	});
}
function isOurs(body, marker) {
	const theirs = parseMarker(body);
	return theirs !== void 0 && isSameComment(theirs, marker);
}
async function showStatus(shown, links, publisher) {
	const { repository, head } = publisher.context;
	const page = links.check ?? links.run;
	await write(publisher, "commit-status", async (github) => {
		const ours = await ownStatuses(github, repository, head);
		const claimed = await claim("commit status", shown, publisher, (name) => {
			const { context } = shown.wording.commitStatus(name);
			return originInAddress(ours.find((one) => one.context === context)?.targetUrl ?? "");
		});
		if (!claimed) return;
		const words = shown.wording.commitStatus(claimed.name);
		await createCommitStatus(github, repository, {
			...words,
			head,
			...page !== void 0 && { targetUrl: addressWithOrigin(page, shown.origin) }
		});
	});
}

// src/app/action/publish.ts
const WRITTEN = [
	"check-run",
	"comment",
	"commit-status"
];
/** Says what will be sent and what each thing needs, before anything has run. */
function announce({ inputs, context, github, log }) {
	log.say(`decision on commit ${context.head}, event ${context.event}`);
	const wanted = WRITTEN.filter((channel) => channel !== "comment" || inputs.comment !== "never" && context.pullRequest !== void 0);
	if (context.readOnly !== void 0) return log.say(`${wanted.join(", ")}: can't be written, the token of a ${context.readOnly} run only reads`);
	if (!github) return log.say(`${wanted.join(", ")}: can't be written, there is no token`);
	log.say(`to be written: ${wanted.join(", ")}; it needs\n${permissionYaml(...wanted) ?? ""}`);
}
/**
* Shows what came out everywhere a reviewer looks. Each place is attempted; each failure is said, with the permission that is
* missing; none changes the verdict.
*/
async function publish(publication, publisher) {
	const { runner, context, inputs } = publisher;
	const { wording, zip } = publication;
	const run = { run: runUrl(context) };
	await attempt(publisher, "job-summary", () => runner.summary(wording.summary(run)));
	const artifact = zip && await attempt(publisher, "artifact", () => upload(zip, path.basename(zip.path, ".zip"), publisher));
	if (artifact) {
		await runner.outputs(artifactOutputs(artifact));
		await runner.state({ "artifact-name": artifact.name });
	}
	const withArtifact = {
		...run,
		...artifact && { artifact: artifact.url }
	};
	const shown = {
		wording,
		name: checkName(publication.name, inputs),
		origin: originOf(publication.id, publisher)
	};
	const check = await showCheck(shown, withArtifact, publisher);
	const links = {
		...withArtifact,
		...check !== void 0 && { check }
	};
	await showComment(shown, links, publisher);
	await showStatus(shown, links, publisher);
	await attempt(publisher, "job-summary", () => runner.summary(wording.summary(links)));
}
function artifactOutputs({ id, name, url, digest }) {
	return {
		"artifact-id": id,
		"artifact-name": name,
		"artifact-url": url,
		"artifact-digest": digest
	};
}
/** An artifact of that name may be another gate's of this run, or one that was cut short: then the execution's id tells them apart. */
async function upload(zip, id, { inputs, context, log }) {
	const name = artifactName(context, inputs);
	const days = inputs.retentionDays === void 0 ? {} : { retentionDays: inputs.retentionDays };
	try {
		return await uploadArtifact({
			file: zip,
			name,
			...days
		}, context);
	} catch (error) {
		if (!(error instanceof ArtifactError) || !error.taken) throw error;
		const other = ownArtifactName(name, id);
		log.say(`this run has another artifact ${name}: this one is ${other}`);
		return uploadArtifact({
			file: zip,
			name: other,
			...days
		}, context);
	}
}
/** Bytes of a name, so that what tells several of one name apart fits behind it. */
const NAME_BYTES = 200;
/** Of the path of a configuration in what says whose something is. */
const PATH_CHARACTERS = 100;
/** Of a configuration that can't be read. */
const UNNAMED = "Release gate";
/** What the check is called: as the workflow says, else as the configuration does. Each stage of a rollout has one of its own. */
function checkName(configuration, { checkName: asked, stage }) {
	const name = label(configuration ?? "") || UNNAMED;
	const given = label(asked ?? "") || (stage === void 0 ? name : `${name} (${label(stage)})`);
	return cut(given, NAME_BYTES);
}
function originOf(executionId, { context, inputs }) {
	const { runId, runAttempt, subject } = context;
	return {
		executionId,
		...subject,
		configuration: configurationOf(inputs),
		...subject.runId !== runId && { reporter: `${runId}.${runAttempt}` }
	};
}
/** Whose configuration it is, in what is written. */
function configurationOf({ workingDirectory, config }) {
	const file = path.posix.join(workingDirectory, config);
	return encodeURIComponent(file).length <= PATH_CHARACTERS ? file : sha256OfBytes(file);
}

export { readOnlyNote as S, troubleInWords as _, failureInWords as a, parentsOf as b, parseOrigin as c, everyPage as d, artifactName as f, fetchFromRun as g, fetchArtifact as h, upload as i, commentMarker as l, ArtifactError as m, configurationOf as n, annotations as o, ownArtifactName as p, publish as r, isNewer as s, announce as t, decisionsOn as u, unreadInWords as v, permissionYaml as x, findPullRequest as y };