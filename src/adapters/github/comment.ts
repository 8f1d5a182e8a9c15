import type { Repository } from './context.ts';
import type { GitHub } from './octokit.ts';

const PAGE = 100;

/** A comment on a pull request. */
export interface Comment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
}

/** Where comments of one pull request are read and written; all pages, our own author's alone. */
export class Comments {
  private readonly github: GitHub;
  private readonly repository: Repository;
  private readonly pullRequest: number;

  constructor(github: GitHub, repository: Repository, pullRequest: number) {
    this.github = github;
    this.repository = repository;
    this.pullRequest = pullRequest;
  }

  /** The comments of ours whose text satisfies `matches`, oldest first. Anybody, and any bot, can write our marker; only we are our author. */
  async find(matches: (body: string) => boolean): Promise<readonly Comment[]> {
    const author = await this.github.login();
    const found: Comment[] = [];
    for (let page = 1, count = PAGE; count === PAGE; page++) {
      const { data } = await this.github.persistently({
        what: 'comments of the pull request',
        send: () => this.github.rest.issues.listComments({ ...this.repository, issue_number: this.pullRequest, per_page: PAGE, page }),
      });
      count = data.length;
      for (const { id, html_url: url, body = '', user } of data) if (user?.login === author && matches(body)) found.push({ id, url, body });
    }
    return found;
  }

  /** @param isIt tells this very comment, should its creation not be answered @returns its page */
  async create(body: string, isIt: (body: string) => boolean): Promise<string> {
    return this.github.persistently({
      what: 'comment',
      send: async () =>
        (await this.github.rest.issues.createComment({ ...this.repository, issue_number: this.pullRequest, body })).data.html_url,
      done: async () => (await this.find(isIt)).at(-1)?.url,
    });
  }

  /** @returns its page */
  async update({ id }: Comment, body: string): Promise<string> {
    return this.github.persistently({
      what: 'comment',
      send: async () => (await this.github.rest.issues.updateComment({ ...this.repository, comment_id: id, body })).data.html_url,
    });
  }
}
