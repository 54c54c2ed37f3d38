//! The harness of the journeys.
