// main.rs RULES HOSTS COUNT SECONDS OUT MODE FACT…: the rules of table.py in Cedar, a policy a rule. A missing fact is a
// missing attribute of the context; a policy that reads it is an error in the response. MODE says what becomes of it:
//     skip      nothing, as in Cedar's own decision
//     errors    a policy with an error may fire
//     partial   a missing fact is an unknown, is_authorized_partial is asked, and a residual policy may fire
use cedar_policy::*;
use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::str::FromStr;

struct Peer {
    policies: PolicySet,
    levels: HashMap<PolicyId, Option<u8>>, // None: whether the rules apply
    authorizer: Authorizer,
    entities: Entities,
}

// What fires and what may fire, so far.
#[derive(Default)]
struct Verdict {
    applies: bool,
    may_apply: bool,
    best: u8,
    worst: u8,
}

impl Peer {
    fn fire(&self, verdict: &mut Verdict, id: &PolicyId, certain: bool) {
        match self.levels[id] {
            None => {
                verdict.may_apply = true;
                verdict.applies |= certain;
            }
            Some(level) => {
                verdict.worst = verdict.worst.max(level);
                if certain {
                    verdict.best = verdict.best.max(level);
                }
            }
        }
    }

    fn judge(&self, host: &Request, errors: bool) -> Verdict {
        let response = self.authorizer.is_authorized(host, &self.policies, &self.entities);
        let mut verdict = Verdict::default();
        for id in response.diagnostics().reason() {
            self.fire(&mut verdict, id, true);
        }
        if errors {
            for AuthorizationError::PolicyEvaluationError(error) in response.diagnostics().errors() {
                self.fire(&mut verdict, error.policy_id(), false);
            }
        }
        verdict
    }

    fn judge_partial(&self, host: &Request) -> Verdict {
        let response = self.authorizer.is_authorized_partial(host, &self.policies, &self.entities);
        let mut verdict = Verdict::default();
        for policy in response.definitely_satisfied() {
            self.fire(&mut verdict, policy.id(), true);
        }
        for policy in response.nontrivial_residuals() {
            self.fire(&mut verdict, policy.id(), false);
        }
        for id in response.definitely_errored() {
            self.fire(&mut verdict, id, false);
        }
        verdict
    }
}

// What the line tells; those of `unknowns` that it does not are unknowns.
fn context(line: &str, unknowns: &[String]) -> Context {
    let known = Context::from_json_str(line, None).unwrap();
    let missing: Vec<_> = unknowns
        .iter()
        .filter(|name| known.get(name).is_none())
        .map(|name| (name.clone(), RestrictedExpression::new_unknown(name)))
        .collect();
    known.merge(missing).unwrap()
}

extern "C" {
    fn clock() -> std::ffi::c_long;
}

// Seconds of processor time.
fn processor() -> f64 {
    unsafe { clock() as f64 / 1e6 }
}

fn read(path: &str, count: usize, unknowns: &[String]) -> Vec<Request> {
    let who = |text: &str| EntityUid::from_str(text).unwrap();
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    file.lines()
        .take(count)
        .map(|line| {
            let facts = context(&line.unwrap(), unknowns);
            Request::new(who("User::\"u\""), who("Action::\"judge\""), who("Host::\"h\""), facts, None).unwrap()
        })
        .collect()
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (count, seconds): (usize, f64) = (args[3].parse().unwrap(), args[4].parse().unwrap());
    let (partial, errors) = (args[6] == "partial", args[6] == "errors");
    let policies = PolicySet::from_str(&std::fs::read_to_string(&args[1]).unwrap()).unwrap();
    let level = |p: &Policy| p.annotation("level").unwrap().parse().ok();
    let levels = policies.policies().map(|p| (p.id().clone(), level(p))).collect();
    let peer = Peer { policies, levels, authorizer: Authorizer::new(), entities: Entities::empty() };
    let hosts = read(&args[2], count, if partial { &args[7..] } else { &[] });
    let judge = |host: &Request| if partial { peer.judge_partial(host) } else { peer.judge(host, errors) };
    let mut out = std::io::BufWriter::new(std::fs::File::create(&args[5]).unwrap());
    for host in &hosts {
        let v = judge(host);
        if v.may_apply {
            writeln!(out, "{}{}", if v.applies { v.best } else { 0 }, v.worst).unwrap();
        } else {
            writeln!(out, "--").unwrap();
        }
    }
    out.flush().unwrap();
    let (mut judged, start) = (0, processor());
    while processor() - start < seconds {
        std::hint::black_box(judge(&hosts[judged % hosts.len()]));
        judged += 1;
    }
    println!("{}", (processor() - start) * 1e9 / judged as f64);
}
