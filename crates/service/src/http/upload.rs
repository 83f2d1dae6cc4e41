//! One uploaded file with the fields beside it.

use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use catalog::problem::{Problem, ProblemKind};

/// A file with its fields.
pub struct Upload {
    /// Name of the file, without any folder.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    fields: Vec<(String, String)>,
}

impl Upload {
    /// A field beside the file, if it was sent and is not empty.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(held, text)| held == name && !text.trim().is_empty())
            .map(|(_, text)| text.trim())
    }
}

/// Reads a multipart body that holds one part called `file`.
pub async fn read_upload(mut form: Multipart) -> Result<Upload, Problem> {
    let mut file = None;
    let mut fields = Vec::new();
    while let Some(part) = form.next_field().await.map_err(|error| broken(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            let file_name = plain_name(part.file_name().unwrap_or("未命名"));
            let bytes = part.bytes().await.map_err(|error| broken(&error))?;
            file = Some((file_name, bytes.to_vec()));
        } else {
            fields.push((name, part.text().await.map_err(|error| broken(&error))?));
        }
    }
    let (file_name, bytes) = file.ok_or_else(|| {
        Problem::bad_input(
            "file-missing",
            "没有收到文件，请选择一个 xlsx、xls 或 csv 文件后再上传。",
        )
    })?;
    Ok(Upload {
        file_name,
        bytes,
        fields,
    })
}

/// One part of a body with several files.
pub struct Part {
    /// Name of the part.
    pub name: String,
    /// Name of the file, without any folder.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Reads a multipart body of several files.
pub async fn read_parts(mut form: Multipart) -> Result<Vec<Part>, Problem> {
    let mut parts = Vec::new();
    while let Some(part) = form.next_field().await.map_err(|error| broken(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map_or_else(String::new, plain_name);
        let bytes = part.bytes().await.map_err(|error| broken(&error))?.to_vec();
        parts.push(Part {
            name,
            file_name,
            bytes,
        });
    }
    Ok(parts)
}

/// The name of a file without any folder.
fn plain_name(written: &str) -> String {
    written
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or(written)
        .to_owned()
}

fn broken(error: &MultipartError) -> Problem {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(
            ProblemKind::TooLarge,
            "file-too-large",
            "文件超过 512 MB，请按街道或按月拆分后分批上传。",
        );
    }
    Problem::bad_input(
        "upload-broken",
        "文件没有传完整，可能网络中断，请重新上传；本次没有保存任何内容。",
    )
}
