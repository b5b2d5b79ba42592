use feishu_hire::Secret;

fn main() {
    // Only secrets are compared in constant time.
    let _ = Secret::new("hunter2") == "hunter2"; //~ E0308
}
