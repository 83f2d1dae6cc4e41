//! Cell formats of an xls as those of an xlsx.

use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, FormatDiagonalBorder, FormatPattern, FormatScript,
    FormatUnderline,
};

use crate::xls::layout::{CellFormat, Font, Layout};

/// All formats, by number.
pub(super) fn formats(layout: &Layout) -> Vec<Format> {
    layout
        .formats
        .iter()
        .map(|facts| format(layout, facts))
        .collect()
}

fn format(layout: &Layout, facts: &CellFormat) -> Format {
    let mut format = Format::new();
    if let Some(font) = layout.font(facts.font) {
        format = with_font(format, layout, font);
    }
    format = match (layout.codes.get(&facts.number), u8::try_from(facts.number)) {
        (Some(code), _) if code.eq_ignore_ascii_case("general") => format,
        (Some(code), _) => format.set_num_format(code.as_str()),
        (None, Ok(number)) => format.set_num_format_index(number),
        (None, Err(_)) => format,
    };
    format = filled(
        bordered(placed(format, facts), layout, facts),
        layout,
        facts,
    );
    if !facts.locked {
        format = format.set_unlocked();
    }
    if facts.formula_hidden {
        format = format.set_hidden();
    }
    format
}

/// A format with a font, also for parts of a text.
pub(super) fn with_font(mut format: Format, layout: &Layout, font: &Font) -> Format {
    format = format
        .set_font_name(font.name.as_str())
        .set_font_size(font.size);
    if font.bold {
        format = format.set_bold();
    }
    if font.italic {
        format = format.set_italic();
    }
    if font.struck {
        format = format.set_font_strikethrough();
    }
    format = match font.script {
        1 => format.set_font_script(FormatScript::Superscript),
        2 => format.set_font_script(FormatScript::Subscript),
        _ => format,
    };
    format = match font.underline {
        0 => format,
        2 => format.set_underline(FormatUnderline::Double),
        0x21 => format.set_underline(FormatUnderline::SingleAccounting),
        0x22 => format.set_underline(FormatUnderline::DoubleAccounting),
        _ => format.set_underline(FormatUnderline::Single),
    };
    match layout.colour(font.colour) {
        Some(colour) => format.set_font_color(Color::RGB(colour)),
        None => format,
    }
}

fn placed(mut format: Format, facts: &CellFormat) -> Format {
    for align in [horizontal(facts.align), vertical(facts.vertical)]
        .into_iter()
        .flatten()
    {
        format = format.set_align(align);
    }
    if facts.indent > 0 {
        format = format.set_indent(facts.indent);
    }
    if facts.wrap {
        format = format.set_text_wrap();
    }
    if facts.shrink {
        format = format.set_shrink();
    }
    match facts.rotation {
        angle @ 1..=90 => format.set_rotation(i16::from(angle)),
        angle @ 91..=180 => format.set_rotation(90 - i16::from(angle)),
        // Text from top to bottom.
        255 => format.set_rotation(270),
        _ => format,
    }
}

fn bordered(mut format: Format, layout: &Layout, facts: &CellFormat) -> Format {
    let [left, right, top, bottom] = facts.borders.map(|(style, _)| border(style));
    format = format
        .set_border_left(left)
        .set_border_right(right)
        .set_border_top(top)
        .set_border_bottom(bottom);
    let [left, right, top, bottom] = facts
        .borders
        .map(|(style, colour)| layout.colour(colour).filter(|_| style > 0).map(Color::RGB));
    if let Some(colour) = left {
        format = format.set_border_left_color(colour);
    }
    if let Some(colour) = right {
        format = format.set_border_right_color(colour);
    }
    if let Some(colour) = top {
        format = format.set_border_top_color(colour);
    }
    if let Some(colour) = bottom {
        format = format.set_border_bottom_color(colour);
    }
    let (style, colour, direction) = facts.diagonal;
    let direction = match direction {
        1 => FormatDiagonalBorder::BorderDown,
        2 => FormatDiagonalBorder::BorderUp,
        3 => FormatDiagonalBorder::BorderUpDown,
        _ => return format,
    };
    format = format
        .set_border_diagonal(border(style))
        .set_border_diagonal_type(direction);
    match layout.colour(colour) {
        Some(colour) => format.set_border_diagonal_color(Color::RGB(colour)),
        None => format,
    }
}

fn filled(mut format: Format, layout: &Layout, facts: &CellFormat) -> Format {
    let colour = |index: u16| layout.colour(index).map(Color::RGB);
    let Some(pattern) = pattern(facts.pattern) else {
        return format;
    };
    format = format.set_pattern(pattern);
    if pattern == FormatPattern::Solid {
        // A solid fill shows the colour in front; programs call it the one behind.
        return match colour(facts.fore) {
            Some(colour) => format.set_background_color(colour),
            None => format,
        };
    }
    if let Some(colour) = colour(facts.fore) {
        format = format.set_foreground_color(colour);
    }
    match colour(facts.back) {
        Some(colour) => format.set_background_color(colour),
        None => format,
    }
}

fn pattern(number: u8) -> Option<FormatPattern> {
    Some(match number {
        1 => FormatPattern::Solid,
        2 => FormatPattern::MediumGray,
        3 => FormatPattern::DarkGray,
        4 => FormatPattern::LightGray,
        5 => FormatPattern::DarkHorizontal,
        6 => FormatPattern::DarkVertical,
        7 => FormatPattern::DarkDown,
        8 => FormatPattern::DarkUp,
        9 => FormatPattern::DarkGrid,
        10 => FormatPattern::DarkTrellis,
        11 => FormatPattern::LightHorizontal,
        12 => FormatPattern::LightVertical,
        13 => FormatPattern::LightDown,
        14 => FormatPattern::LightUp,
        15 => FormatPattern::LightGrid,
        16 => FormatPattern::LightTrellis,
        17 => FormatPattern::Gray125,
        18 => FormatPattern::Gray0625,
        _ => return None,
    })
}

fn horizontal(align: u8) -> Option<FormatAlign> {
    Some(match align {
        1 => FormatAlign::Left,
        2 => FormatAlign::Center,
        3 => FormatAlign::Right,
        4 => FormatAlign::Fill,
        5 => FormatAlign::Justify,
        6 => FormatAlign::CenterAcross,
        7 => FormatAlign::Distributed,
        _ => return None,
    })
}

fn vertical(align: u8) -> Option<FormatAlign> {
    Some(match align {
        0 => FormatAlign::Top,
        1 => FormatAlign::VerticalCenter,
        3 => FormatAlign::VerticalJustify,
        4 => FormatAlign::VerticalDistributed,
        _ => return None,
    })
}

fn border(style: u8) -> FormatBorder {
    match style {
        1 => FormatBorder::Thin,
        2 => FormatBorder::Medium,
        3 => FormatBorder::Dashed,
        4 => FormatBorder::Dotted,
        5 => FormatBorder::Thick,
        6 => FormatBorder::Double,
        7 => FormatBorder::Hair,
        8 => FormatBorder::MediumDashed,
        9 => FormatBorder::DashDot,
        10 => FormatBorder::MediumDashDot,
        11 => FormatBorder::DashDotDot,
        12 => FormatBorder::MediumDashDotDot,
        13 => FormatBorder::SlantDashDot,
        _ => FormatBorder::None,
    }
}
