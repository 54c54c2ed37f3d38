//! What every answer is wrapped in: `{result: {status, value, error}, detail}`.

use reqwest::{Response, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    Error,
    answer::{parse, plain, read},
};

/// What is inside.
pub(crate) struct Said {
    pub(crate) value: Value,
    pub(crate) detail: Value,
}

#[derive(Deserialize)]
struct Envelope {
    result: Outcome,
    #[serde(default)]
    detail: Value,
}

#[derive(Deserialize)]
struct Outcome {
    status: bool,
    #[serde(default)]
    value: Value,
    error: Option<Problem>,
}

#[derive(Deserialize)]
struct Problem {
    code: Option<i64>,
    message: Option<String>,
}

/// Takes an answer out of its envelope, whatever its status: these servers say in it what is wrong.
pub(crate) async fn open(response: Response) -> Result<Said, Error> {
    let status = response.status();
    let body = read(response).await?;
    match parse::<Envelope>(&body) {
        Ok(envelope) if envelope.result.status && status.is_success() => Ok(Said {
            value: envelope.result.value,
            detail: envelope.detail,
        }),
        Ok(envelope) => Err(refused(status, envelope.result.error)),
        Err(_) if status.is_server_error() => Err(Error::Away {
            detail: format!("it answers {status}"),
        }),
        Err(_) if !status.is_success() => Err(Error::NotUnderstood {
            detail: format!("it answers {status}"),
        }),
        Err(error) => Err(error),
    }
}

fn refused(status: StatusCode, problem: Option<Problem>) -> Error {
    if status == StatusCode::FORBIDDEN {
        return Error::Forbidden { missing: None };
    }
    let code = problem.as_ref().and_then(|problem| problem.code);
    let said = problem.and_then(|problem| problem.message);
    Error::Refused {
        error: code.map_or_else(|| status.as_u16().to_string(), |code| code.to_string()),
        description: said.as_deref().map(plain),
    }
}
