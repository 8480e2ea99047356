//! What can be folded.

use lsp_types::{FoldingRange, FoldingRangeKind, FoldingRangeParams};
use netz::ide::folding::{Kind, folds};

use crate::lsp::server::{Refusal, Server};

pub fn folds_of(
    server: &mut Server,
    params: FoldingRangeParams,
) -> Result<Option<Vec<FoldingRange>>, Refusal> {
    let (view, file) = server.view(&params.text_document.uri)?;
    let analysis = &view.analysis;
    let parsed = analysis.program.files.iter().find(|one| one.id == file);
    let (Some(parsed), Some(source)) = (parsed, analysis.sources().get(file)) else {
        return Ok(None);
    };
    let folds = folds(parsed, &source.text, &source.lines).into_iter().map(|fold| FoldingRange {
        start_line: fold.first,
        end_line: fold.last,
        kind: match fold.kind {
            Kind::Code => None,
            Kind::Comment => Some(FoldingRangeKind::Comment),
            Kind::Uses => Some(FoldingRangeKind::Imports),
        },
        ..FoldingRange::default()
    });
    Ok(Some(folds.collect()))
}
