import { ElMessageBox } from 'element-plus';

export interface Question {
  title: string;
  /** What will happen, and whether it can be taken back. */
  text: string;
  yes: string;
  no?: string;
  danger?: boolean;
}

/** Asks before something that others will notice; answers whether to go on. */
export async function confirmed(question: Question): Promise<boolean> {
  try {
    await ElMessageBox.confirm(question.text, question.title, {
      confirmButtonText: question.yes,
      cancelButtonText: question.no ?? '取消',
      confirmButtonClass: question.danger ? 'confirm-yes el-button--danger' : 'confirm-yes',
      cancelButtonClass: 'confirm-no',
      closeOnClickModal: false,
    });
    return true;
  } catch {
    return false;
  }
}
