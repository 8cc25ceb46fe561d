// main.rs RULES HOSTS COUNT SECONDS OUT: the rules of table.py in Cedar, a policy a rule. A policy that meets a
// missing fact is an error in the response, and skipped: it may have fired.
use cedar_policy::*;
use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::str::FromStr;
use std::time::Instant;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (count, seconds): (usize, f64) = (args[3].parse().unwrap(), args[4].parse().unwrap());
    let policies = PolicySet::from_str(&std::fs::read_to_string(&args[1]).unwrap()).unwrap();
    let levels: HashMap<PolicyId, Option<u8>> =
        policies.policies().map(|p| (p.id().clone(), p.annotation("level").unwrap().parse().ok())).collect();
    let file = std::io::BufReader::new(std::fs::File::open(&args[2]).unwrap());
    let who = |text: &str| EntityUid::from_str(text).unwrap();
    let hosts: Vec<Request> = file.lines().take(count).map(|x| {
        let facts = Context::from_json_str(&x.unwrap(), None).unwrap();
        Request::new(who("User::\"u\""), who("Action::\"judge\""), who("Host::\"h\""), facts, None).unwrap()
    }).collect();
    let (authorizer, entities) = (Authorizer::new(), Entities::empty());
    let judge = |host: &Request| {
        let response = authorizer.is_authorized(host, &policies, &entities);
        let (mut applies, mut best, mut worst) = (0, 0, 0);
        for id in response.diagnostics().reason() {
            match levels[id] {
                None => applies = 2,
                Some(level) => { best = best.max(level); worst = worst.max(level) }
            }
        }
        for error in response.diagnostics().errors() {
            let AuthorizationError::PolicyEvaluationError(e) = error;
            match levels[e.policy_id()] {
                None => applies = 1,
                Some(level) => worst = worst.max(level),
            }
        }
        (applies, if applies == 2 { best } else { 0 }, worst)
    };
    let mut out = std::fs::File::create(&args[5]).unwrap();
    for host in &hosts {
        match judge(host) {
            (0, _, _) => writeln!(out, "--").unwrap(),
            (_, best, worst) => writeln!(out, "{best}{worst}").unwrap(),
        }
    }
    let (mut judged, start) = (0, Instant::now());
    while start.elapsed().as_secs_f64() < seconds {
        judge(&hosts[judged % hosts.len()]);
        judged += 1;
    }
    println!("{}", start.elapsed().as_nanos() as f64 / judged as f64);
}
