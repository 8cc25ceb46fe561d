// main.rs RULES HOSTS COUNT SECONDS OUT: the rules of table.py in regorus.
use std::io::{BufRead, Write};
use std::time::Instant;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (count, seconds): (usize, f64) = (args[3].parse().unwrap(), args[4].parse().unwrap());
    let mut engine = regorus::Engine::new();
    engine.add_policy_from_file(&args[1]).unwrap();
    let file = std::io::BufReader::new(std::fs::File::open(&args[2]).unwrap());
    let hosts: Vec<regorus::Value> =
        file.lines().take(count).map(|x| regorus::Value::from_json_str(&x.unwrap()).unwrap()).collect();
    let mut judge = |host: &regorus::Value| {
        engine.set_input(host.clone());
        engine.eval_rule("data.caveat.verdict".to_string()).unwrap().as_i64().unwrap()
    };
    let mut out = std::fs::File::create(&args[5]).unwrap();
    for host in &hosts {
        match judge(host) {
            -1 => writeln!(out, "--").unwrap(),
            v => writeln!(out, "{v}{v}").unwrap(),
        }
    }
    let (mut judged, start) = (0, Instant::now());
    while start.elapsed().as_secs_f64() < seconds {
        judge(&hosts[judged % hosts.len()]);
        judged += 1;
    }
    println!("{}", start.elapsed().as_nanos() as f64 / judged as f64);
}
