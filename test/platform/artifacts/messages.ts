import {
  CreateArtifactRequest,
  CreateArtifactResponse,
  DeleteArtifactRequest,
  DeleteArtifactResponse,
  FinalizeArtifactRequest,
  FinalizeArtifactResponse,
  GetSignedArtifactURLRequest,
  GetSignedArtifactURLResponse,
  ListArtifactsRequest,
  ListArtifactsResponse,
  Timestamp,
} from '../../../node_modules/@actions/artifact/lib/generated/index.js';

export { Timestamp };

/** The service's methods with the client's own generated messages: what the client can not say, the service does not take. */
export const METHODS = {
  CreateArtifact: { request: CreateArtifactRequest, response: CreateArtifactResponse },
  FinalizeArtifact: { request: FinalizeArtifactRequest, response: FinalizeArtifactResponse },
  ListArtifacts: { request: ListArtifactsRequest, response: ListArtifactsResponse },
  GetSignedArtifactURL: { request: GetSignedArtifactURLRequest, response: GetSignedArtifactURLResponse },
  DeleteArtifact: { request: DeleteArtifactRequest, response: DeleteArtifactResponse },
} as const;

export type Method = keyof typeof METHODS;

export type {
  CreateArtifactRequest,
  CreateArtifactResponse,
  DeleteArtifactRequest,
  DeleteArtifactResponse,
  FinalizeArtifactRequest,
  FinalizeArtifactResponse,
  GetSignedArtifactURLRequest,
  GetSignedArtifactURLResponse,
  ListArtifactsRequest,
  ListArtifactsResponse,
};

/** Of every request: whose job it is. */
export interface Owner {
  readonly workflowRunBackendId: string;
  readonly workflowJobRunBackendId: string;
}

export const isMethod = (name: string): name is Method => Object.hasOwn(METHODS, name);
