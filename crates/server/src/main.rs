//! The binary `countersign-server`. Everything it does is in the library's `cli`.

fn main() -> std::process::ExitCode {
    server::cli::main()
}
