// What `show` reads, by the etcd3 package alone: three keys in one transaction, printed as they are stored.
import { Etcd3 } from 'etcd3';

const [name] = process.argv.slice(2);
const etcd = new Etcd3({ hosts: process.env.ETCDCTL_ENDPOINTS });
const ranges = ['/esi-worker/heat_stacks/', '/esi-worker/job_state/', '/state/'].map((prefix) => ({
  request_range: { key: Buffer.from(prefix + name) },
}));
const { responses } = await etcd.kv.txn({ success: ranges });
const values = responses.flatMap(({ response_range: { kvs } }) => kvs.map(({ value }) => value));
process.stdout.write(`${values.join('\n')}\n`);
etcd.close();
