// main.rs RULES HOSTS COUNT SECONDS OUT: the rules of table.py in regorus, compiled for its virtual machine.
use regorus::{languages::rego::compiler::Compiler, rvm::RegoVM, Engine, Rc, Value};
use std::io::{BufRead, Write};

const VERDICT: &str = "data.caveat.verdict";

fn machine(rules: &str) -> RegoVM {
    let mut engine = Engine::new();
    engine.add_policy_from_file(rules).unwrap();
    let policy = engine.compile_with_entrypoint(&Rc::from(VERDICT)).unwrap();
    let mut machine = RegoVM::new();
    machine.load_program(Compiler::compile_from_policy(&policy, &[VERDICT]).unwrap());
    machine.set_max_instructions(usize::MAX);
    machine
}

extern "C" {
    fn clock() -> std::ffi::c_long;
}

// Seconds of processor time.
fn processor() -> f64 {
    unsafe { clock() as f64 / 1e6 }
}

fn read(path: &str, count: usize) -> Vec<Value> {
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    file.lines().take(count).map(|line| Value::from_json_str(&line.unwrap()).unwrap()).collect()
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (count, seconds): (usize, f64) = (args[3].parse().unwrap(), args[4].parse().unwrap());
    let mut machine = machine(&args[1]);
    let hosts = read(&args[2], count);
    let mut judge = |host: &Value| {
        machine.set_input(host.clone());
        machine.execute().unwrap().as_i64().unwrap()
    };
    let mut out = std::io::BufWriter::new(std::fs::File::create(&args[5]).unwrap());
    for host in &hosts {
        match judge(host) {
            -1 => writeln!(out, "--").unwrap(),
            v => writeln!(out, "{v}{v}").unwrap(),
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
