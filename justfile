# What there is to do here. `just` lists it; each recipe is one or two commands that work without `just`, too.

# List the recipes.
default:
    @just --list --unsorted

# Build the program.
build:
    cargo build --release

# Run all tests; `just test store` runs those with `store` in their name.
test *names:
    cargo test --locked {{ names }}

# Format, then look for what clippy, rustdoc and the rules for dependencies have to say.
lint:
    cargo fmt
    cargo clippy --all-targets --locked -- -D warnings
    RUSTDOCFLAGS=-Dwarnings cargo doc --no-deps --document-private-items --locked
    cargo deny --offline check licenses bans sources

# Publish the example into feeds/, as it is committed.
feeds:
    .ci/example --write

# Compare with plain reading of the same files, on articles that the benchmark makes itself.
bench *arguments:
    cargo bench --locked --bench pipeline -- {{ arguments }}

# Compare polling with a loop that only fetches, on a server that the benchmark makes itself.
bench-polling *arguments:
    cargo bench --locked --bench polling -- {{ arguments }}

# All that a change has to pass. `just ci --no-judges` leaves out what has to be installed as root.
ci *arguments:
    .ci/run {{ arguments }}
