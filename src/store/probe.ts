/** What the members of a store say of themselves, and of what its user may do: for `ping`. */

/** Who answered, as the header of every answer tells. */
export interface MemberAnswer {
  /** Both in hexadecimal, as etcdctl prints them. */
  readonly clusterId: string;
  readonly memberId: string;
  /** The store's newest, as far as this member knows. */
  readonly revision: number;
}

/** What a member tells of itself; some versions of etcd tell it to root alone. */
export interface MemberStatus {
  readonly version: string;
  readonly role: 'leader' | 'follower' | 'learner';
  /** False where it knows no leader: then it answers nothing but this. */
  readonly hasLeader: boolean;
  readonly raftTerm: number;
  /** The last entry of the log that it has applied. */
  readonly raftIndex: number;
  readonly dbBytes: number;
  readonly dbBytesInUse: number;
  /** `NOSPACE`, `CORRUPT`, …: raised by any member of the cluster, told by all. */
  readonly alarms: readonly string[];
}

/** Why an endpoint did not answer, or could not read, and what to try. */
export interface EndpointError {
  readonly says: string;
  readonly hint: string;
}

export interface ProbedEndpoint {
  readonly endpoint: string;
  /** Absent where it did not answer. */
  readonly answer?: MemberAnswer;
  /** Absent where it did not answer, too, and where it does not tell this user. */
  readonly status?: MemberStatus;
  /** Median of a few reads that all members agree on, in milliseconds. */
  readonly readMs?: number;
  readonly trouble?: EndpointError;
}

export interface ListedMember {
  readonly memberId: string;
  /** Empty for one that has not started yet. */
  readonly name: string;
  readonly clientUrls: readonly string[];
}

export interface Probe {
  /** Each endpoint by itself, all at once; a read is of this key, whether it is there or not. */
  endpoints(key: string): Promise<readonly ProbedEndpoint[]>;
  /** The cluster's members as it lists them; undefined where it does not tell. */
  members(): Promise<readonly ListedMember[] | undefined>;
  /** Whether all of the prefix may be read. Throws `StoreError` where that can't be asked, as the others do. */
  mayRead(prefix: string): Promise<boolean>;
  /** Whether the prefix may be written at both of its ends. */
  mayWrite(prefix: string): Promise<boolean>;
  count(prefix: string): Promise<number>;
  close(): void;
}
